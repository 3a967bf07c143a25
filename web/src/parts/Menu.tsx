import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface MenuProps {
  /** Names the button. */
  label: string;
  /** What the button shows. */
  children: ComponentChildren;
  items: MenuItem[];
  className?: string;
  testid?: string;
}

export interface MenuItem {
  label: string;
  testid: string;
  onPick: () => void;
  isGrave?: boolean;
}

const MARGIN_PX = 8;

/** A button that opens a list of acts. Arrows walk it, Escape closes it and gives the focus back. */
export function Menu({ label, children, items, className = "", testid }: MenuProps) {
  const isOpen = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const close = (giveBack: boolean): void => {
    isOpen.value = false;
    if (giveBack) button.current?.focus();
  };
  useEffect(() => {
    if (!isOpen.value || list.current === null || button.current === null) return;
    placeBeside(list.current, button.current);
    list.current.querySelector<HTMLElement>("button")?.focus();
    const leave = (event: Event): void => {
      const target = event.target as Node;
      if (!list.current?.contains(target) && !button.current?.contains(target)) isOpen.value = false;
    };
    addEventListener("pointerdown", leave);
    addEventListener("scroll", leave, true);
    addEventListener("resize", leave);
    return () => {
      removeEventListener("pointerdown", leave);
      removeEventListener("scroll", leave, true);
      removeEventListener("resize", leave);
    };
  }, [isOpen.value]);
  const walk = (event: KeyboardEvent): void => {
    if (event.key === "Escape" || event.key === "Tab") {
      event.stopPropagation();
      return close(event.key === "Escape");
    }
    const all = [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
    const here = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: here + 1, ArrowUp: here - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    all[next % all.length]?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={`menu-button ${className}`}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen.value}
        data-testid={testid}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {children}
      </button>
      {isOpen.value && (
        <div ref={list} class="menu" role="menu" tabIndex={-1} aria-label={label} onKeyDown={walk}>
          {items.map((item) => (
            <button
              key={item.testid}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={`menu-item ${item.isGrave ? "is-grave" : ""}`}
              data-testid={item.testid}
              onClick={() => {
                close(true);
                item.onPick();
              }}
            >
              {item.label}
            </button>
          ))}
        </div>
      )}
    </>
  );
}

/** Under the button, or over it where there is no room; never outside the page. */
function placeBeside(list: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const below = at.bottom + height + MARGIN_PX < innerHeight;
  const left = Math.min(Math.max(MARGIN_PX, at.right - width), innerWidth - width - MARGIN_PX);
  list.style.top = `${Math.max(MARGIN_PX, below ? at.bottom + 4 : at.top - height - 4)}px`;
  list.style.left = `${left}px`;
}

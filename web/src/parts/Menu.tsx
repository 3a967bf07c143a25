import { useSignal } from "@preact/signals";
import type { IconNode } from "lucide";
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { Icon } from "./Icon";
import { Check } from "./icons";

export interface MenuItem {
  label: string;
  icon?: IconNode | undefined;
  onPick: () => void;
  /** For choices: whether it is the one in force. */
  isChosen?: boolean;
  isDestructive?: boolean;
  testid?: string;
}

interface MenuProps {
  label: string;
  items: MenuItem[];
  /** The button's looks and what stands in it. */
  className: string;
  children: ComponentChildren;
  testid?: string;
}

/** A button with a list of acts above everything else; arrow keys walk it, Escape closes it and gives the focus back. */
export function Menu({ label, items, className, children, testid }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const isShown = useSignal(false); // a log of lines has many menus, and only the open one costs
  const place = (): void => {
    const [list, from] = [box.current, button.current?.getBoundingClientRect()];
    if (list === null || from === undefined) return;
    const { innerWidth, innerHeight } = window;
    const isAbove = from.bottom + list.offsetHeight + 8 > innerHeight;
    const left = Math.min(Math.max(8, from.right - list.offsetWidth), innerWidth - list.offsetWidth - 8);
    list.style.left = `${Math.max(8, left)}px`;
    list.style.top = `${Math.max(8, isAbove ? from.top - list.offsetHeight - 6 : from.bottom + 6)}px`;
  };
  const toggled = (event: ToggleEvent): void => {
    const isOpen = event.newState === "open";
    button.current?.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) {
      isShown.value = false;
      return;
    }
    place();
    box.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded="false"
        data-testid={testid}
        popovertarget={id}
      >
        {children}
      </button>
      <div
        ref={box}
        id={id}
        popover="auto"
        role="menu"
        class="menu-list"
        aria-label={label}
        onBeforeToggle={(event: ToggleEvent) => {
          if (event.newState === "open") isShown.value = true;
        }}
        onToggle={toggled}
        onKeyDown={walk}
      >
        {(isShown.value ? items : []).map((item) => (
          <button
            key={item.label}
            type="button"
            {...roleOf(item)}
            class={`menu-pick ${item.isDestructive ? "menu-pick--destructive" : ""}`}
            data-testid={item.testid}
            onClick={() => {
              box.current?.hidePopover();
              item.onPick();
            }}
          >
            {item.icon && <Icon node={item.icon} />}
            <span>{item.label}</span>
            {item.isChosen && <Icon node={Check} size={16} />}
          </button>
        ))}
      </div>
    </>
  );
}

function roleOf({ isChosen }: MenuItem): { role: "menuitem" } | { role: "menuitemradio"; "aria-checked": boolean } {
  return isChosen === undefined ? { role: "menuitem" } : { role: "menuitemradio", "aria-checked": isChosen };
}

function walk(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const picks = [...list.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  const here = picks.indexOf(document.activeElement as HTMLElement);
  const steps: Record<string, number> = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 };
  const next = steps[event.key];
  if (next === undefined) return;
  event.preventDefault();
  picks.at(next % picks.length)?.focus();
}

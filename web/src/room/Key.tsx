import type { IconNode } from "lucide";
import { Icon } from "../parts/Icon";

interface KeyProps {
  icon: IconNode;
  /** Names the act: what pressing does. */
  label: string;
  onPress: () => void;
  /** For toggles: whether it is on. */
  isOn?: boolean;
  /** Off is a warning state: the struck icon in an outline. */
  isStruck?: boolean;
  badge?: number;
  isOpen?: boolean;
  testid?: string;
  className?: string;
}

/** A key of the control row. */
export function Key({
  icon,
  label,
  onPress,
  isOn,
  isStruck = false,
  badge = 0,
  isOpen,
  testid,
  className = "",
}: KeyProps) {
  const looks = `key ${isOn ? "is-on" : ""} ${isStruck ? "is-struck" : ""} ${className}`;
  return (
    <button
      type="button"
      class={looks}
      aria-label={badge > 0 ? `${label}, ${badge > 99 ? "99+" : badge}` : label}
      aria-pressed={isOn}
      aria-expanded={isOpen}
      data-testid={testid}
      onClick={onPress}
    >
      <span class="key-cap">
        <Icon node={icon} size={20} />
        {badge > 0 && <span class="key-badge" data-count={badge > 99 ? "99+" : badge} />}
      </span>
      <span class="key-label" aria-hidden="true">
        {label}
      </span>
    </button>
  );
}

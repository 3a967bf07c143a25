import { useId } from "preact/hooks";

interface SwitchProps {
  label: string;
  help?: string;
  isOn: boolean;
  onSwitch: (isOn: boolean) => void;
  testid?: string;
}

/** Something that is on or off, with its words beside it. */
export function Switch({ label, help, isOn, onSwitch, testid }: SwitchProps) {
  const helpId = useId();
  return (
    <div class="choice-line">
      <label class="choice">
        <input
          type="checkbox"
          role="switch"
          class="switch"
          checked={isOn}
          aria-checked={isOn}
          aria-describedby={help === undefined ? undefined : helpId}
          data-testid={testid}
          onChange={(event) => onSwitch(event.currentTarget.checked)}
        />
        <span>{label}</span>
      </label>
      {help !== undefined && (
        <p class="help" id={helpId}>
          {help}
        </p>
      )}
    </div>
  );
}

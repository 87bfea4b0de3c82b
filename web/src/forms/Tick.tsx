import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface TickProps {
  readonly checked: boolean;
  readonly error?: string | null;
  readonly hint?: string;
  onCheck(checked: boolean): void;
  readonly children: ComponentChildren;
}

/** A box to tick, with what it means. */
export function Tick({ checked, error = null, hint, onCheck, children }: TickProps) {
  const id = useId();
  return (
    <div>
      <label class="tick" for={id}>
        <input
          id={id}
          type="checkbox"
          checked={checked}
          aria-invalid={error !== null}
          aria-describedby={`${id}-hint ${id}-error`}
          onChange={(event) => onCheck(event.currentTarget.checked)}
        />
        <span>{children}</span>
      </label>
      <p id={`${id}-error`} class="field__error" hidden={error === null}>
        {error}
      </p>
      <p id={`${id}-hint`} class="field__hint" hidden={hint === undefined}>
        {hint}
      </p>
    </div>
  );
}

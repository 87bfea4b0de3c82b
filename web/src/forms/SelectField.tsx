import { useId } from "preact/hooks";
import { FieldFrame } from "./FieldFrame";
import type { BoundField } from "./use_fields";

interface SelectFieldProps extends BoundField {
  readonly label: string;
  readonly hint?: string;
  /** Value and name of each choice. */
  readonly options: readonly (readonly [string, string])[];
  readonly autocomplete?: string;
}

/** One of a list. */
export function SelectField({ label, hint, options, error, value, onValue, ...rest }: SelectFieldProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <select
        {...rest}
        id={id}
        class="input"
        value={value}
        aria-invalid={error !== null}
        aria-describedby={`${id}-hint ${id}-error`}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {options.map(([option, name]) => (
          <option key={option} value={option}>
            {name}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { FieldFrame } from "./FieldFrame";
import type { BoundField } from "./use_fields";

interface TextFieldProps extends BoundField {
  readonly label: string;
  readonly hint?: ComponentChildren;
  /** Whether it may stay empty; `silent` where that goes without saying. */
  readonly optional?: boolean | "silent";
  readonly type?: "text" | "email" | "date" | "datetime-local" | "number";
  readonly autocomplete?: string;
  readonly inputMode?: "text" | "email" | "numeric" | "tel";
  readonly maxLength?: number;
  readonly lang?: string;
  /** More than one line. */
  readonly rows?: number;
}

/** One line of text, or several, with its label, hint and error. */
export function TextField(props: TextFieldProps) {
  const { label, hint, optional = false, rows, error, onValue, type = "text", ...rest } = props;
  const id = useId();
  const common = {
    ...rest,
    id,
    class: "input",
    required: optional === false,
    "aria-invalid": error !== null,
    "aria-describedby": `${id}-hint ${id}-error`,
  };
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} optional={optional === true}>
      {rows === undefined ? (
        <input
          {...({ type } as { type: "text" })}
          maxLength={200}
          autocomplete="off"
          {...common}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      ) : (
        <textarea
          maxLength={2000}
          {...common}
          rows={rows}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </FieldFrame>
  );
}

import type { SigningField } from "../../api/schemas";
import { useDesk } from "../desk";

interface FieldInputProps {
  readonly field: SigningField;
  readonly label: string;
  readonly wrong: boolean;
}

/** Longest text of a field, in characters. */
const LONGEST = 2000;

/** What helps the browser to offer the right keyboard and the right completion. */
const AIDS: Partial<Record<SigningField["kind"], { inputMode: "text" | "email"; autocomplete: string }>> = {
  name: { inputMode: "text", autocomplete: "name" },
  email: { inputMode: "email", autocomplete: "email" },
};
const NO_AIDS = { inputMode: "text", autocomplete: "off" } as const;

/** The input of one field with its label. */
export function FieldInput({ field, label, wrong }: FieldInputProps) {
  const { draft, edit } = useDesk();
  const value = draft.values[field.id];
  const id = `field-${field.id}`;
  const common = {
    id,
    required: field.required,
    "aria-invalid": wrong,
    "aria-describedby": wrong ? `error-${field.id} hint-${field.id}` : `hint-${field.id}`,
  };
  if (field.kind === "checkbox") {
    return (
      <label class="tick" for={id}>
        <input
          {...common}
          type="checkbox"
          checked={value === true}
          onChange={(event) => edit({ kind: "value", field: field.id, value: event.currentTarget.checked })}
        />
        <span>{label}</span>
      </label>
    );
  }
  return (
    <>
      <label class="label" for={id}>
        {label}
      </label>
      <input
        {...common}
        class="input"
        type="text"
        {...(AIDS[field.kind] ?? NO_AIDS)}
        maxLength={LONGEST}
        value={typeof value === "string" ? value : ""}
        onInput={(event) => edit({ kind: "value", field: field.id, value: event.currentTarget.value })}
      />
    </>
  );
}

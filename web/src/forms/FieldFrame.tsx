import type { ComponentChildren } from "preact";
import { useTexts } from "../i18n/context";
import { FORMS } from "../i18n/forms";

interface FieldFrameProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: ComponentChildren;
  readonly error: string | null;
  readonly optional?: boolean;
  readonly children: ComponentChildren;
}

/** Label, control, hint and error of a field. The control is described by `{id}-hint` and `{id}-error`. */
export function FieldFrame({ id, label, hint, error, optional = false, children }: FieldFrameProps) {
  const t = useTexts(FORMS);
  return (
    <div class="form__field">
      <label class="label" for={id}>
        {label} {optional && <span class="label__optional">({t.optional})</span>}
      </label>
      {children}
      <p id={`${id}-error`} class="field__error" hidden={error === null}>
        {error}
      </p>
      <p id={`${id}-hint`} class="field__hint" hidden={hint === undefined}>
        {hint}
      </p>
    </div>
  );
}

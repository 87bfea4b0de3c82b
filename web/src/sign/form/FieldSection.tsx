import type { SigningField } from "../../api/schemas";
import { useWording } from "../../i18n/context";
import { EyeIcon } from "../../shared/icons";
import { useDesk } from "../desk";
import { goTo } from "../goto";
import { isAsked } from "../state/draft";
import { inReadingOrder, type PlacedField } from "../state/missing";
import { FieldInput } from "./FieldInput";

/** The fields of this signer as an ordinary form, in reading order. */
export function FieldSection() {
  const { t } = useWording();
  const { view } = useDesk();
  const fields = inReadingOrder(view).filter(({ field }) => field.kind !== "signature");
  if (fields.length === 0) return null;
  return (
    <section class="step" aria-labelledby="fields-title">
      <h2 id="fields-title" class="section-title">
        {t.form.fields}
      </h2>
      {fields.map((placed) => (
        <FieldRow key={placed.field.id} placed={placed} several={view.documents.length > 1} />
      ))}
    </section>
  );
}

function FieldRow({ placed, several }: { placed: PlacedField; several: boolean }) {
  const { t } = useWording();
  const { activate, marking, missing } = useDesk();
  const { field } = placed;
  const label = labelOf(field, t.form.kinds);
  const wrong = marking && missing.some((item) => item.kind === "field" && item.field.id === field.id);
  return (
    <div class="field" onFocusCapture={() => activate(field.id)} onBlurCapture={() => activate(null)}>
      <div class="field__main">
        {isAsked(field) ? (
          <FieldInput field={field} label={label} wrong={wrong} />
        ) : (
          <DateRow label={label} />
        )}
        <p id={`hint-${field.id}`} class="field__hint">
          {t.form.place(field.page, several ? placed.documentName : null)}
          {!field.required && ` · ${t.form.optional}`}
        </p>
        {wrong && (
          <p id={`error-${field.id}`} class="field__error">
            {field.kind === "checkbox" ? t.form.missingTick : t.form.missing}
          </p>
        )}
      </div>
      <button
        type="button"
        class="icon-button field__show"
        aria-label={t.form.showOnPage(label)}
        onClick={() => goTo(`mark-${field.id}`, { focus: false })}
      >
        <EyeIcon />
      </button>
    </div>
  );
}

function DateRow({ label }: { label: string }) {
  const { t } = useWording();
  return (
    <p class="field__fixed">
      <strong>{label}</strong>
      <br />
      {t.form.dateSet}
    </p>
  );
}

/** What a field is called: the sender's words, else its kind. */
export function labelOf(field: SigningField, kinds: Record<SigningField["kind"], string>): string {
  return field.label.trim() || kinds[field.kind];
}

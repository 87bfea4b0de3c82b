import type { Body } from "../../../api/schemas";
import { assessBreach } from "../../../api/staff/breaches";
import { Form } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { BREACHES } from "../../../i18n/breaches";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";

type Detail = Body<"BreachDetail">;
export const TEXTS = ["nature", "people", "records", "consequences", "measures"] as const;
type Place = `${(typeof TEXTS)[number]}/${"es" | "en"}`;

interface AssessProps {
  readonly breach: Detail;
  onDone(breach: Detail): void;
  onClose(): void;
}

/** A version of what is known, in both languages, beginning with the one before. */
export function Assess({ breach, onDone, onClose }: AssessProps) {
  const t = useTexts(BREACHES);
  const forms = useTexts(FORMS);
  const act = useAct();
  const before = breach.assessments[breach.assessments.length - 1];
  const initial = Object.fromEntries(
    TEXTS.flatMap((name) => [
      [`${name}/es`, before?.[name].es ?? ""],
      [`${name}/en`, before?.[name].en ?? ""],
    ]),
  ) as Record<Place, string>;
  const fields = useFields(initial, act.problem);
  const submit = async () => {
    const missing = Object.fromEntries(Object.keys(initial).map((name) => [name, forms.required]));
    if (!fields.complete(missing)) return;
    const body = Object.fromEntries(
      TEXTS.map((name) => [name, { es: fields.values[`${name}/es`], en: fields.values[`${name}/en`] }]),
    ) as Body<"AssessmentDraft">;
    const detail = await act.run(body, (given, key) => assessBreach(breach.id, given, key));
    if (detail !== null) onDone(detail);
  };
  return (
    <Form
      act={act}
      submit={t.assess}
      submitting={forms.saving}
      onSubmit={() => void submit()}
      aside={
        <button type="button" class="button button--quiet" disabled={act.busy} onClick={onClose}>
          {forms.cancel}
        </button>
      }
    >
      {TEXTS.map((name) => (
        <div key={name} class="form__pair">
          <TextField {...fields.bind(`${name}/es`)} label={`${t.texts[name]} (${t.spanish})`} rows={2} />
          <TextField {...fields.bind(`${name}/en`)} label={`${t.texts[name]} (${t.english})`} rows={2} />
        </div>
      ))}
    </Form>
  );
}

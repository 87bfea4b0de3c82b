import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { openIncident } from "../../../api/staff/incidents";
import { Form } from "../../../forms/Form";
import { SelectField } from "../../../forms/SelectField";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { INCIDENTS, KINDS } from "../../../i18n/incidents";
import { Section } from "../../shell/Section";
import { subjectIds } from "./NameSubjects";

/** Enters an incident, with the instant of awareness from which legal deadlines count (contract P8). */
export function NewIncident({ onOpened }: { onOpened: () => void }) {
  const t = useTexts(INCIDENTS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const [open, setOpen] = useState(false);
  const fields = useFields(
    { kind: "unauthorised_access", title: "", words: "", aware_at: "", subjects: "" },
    act.problem,
  );
  const submit = async () => {
    if (!fields.complete({ title: forms.required, words: forms.required, aware_at: forms.required })) return;
    const { kind, title, words, aware_at, subjects } = fields.values;
    const body = {
      kind: kind as Body<"IncidentKind">,
      title,
      words,
      aware_at: new Date(aware_at).toISOString(),
      subject_ids: subjectIds(subjects),
    };
    if ((await act.run(body, openIncident)) === null) return;
    fields.reset();
    setOpen(false);
    onOpened();
  };
  if (!open) {
    return (
      <div class="row">
        <button type="button" class="button button--primary" onClick={() => setOpen(true)}>
          {t.enter}
        </button>
      </div>
    );
  }
  return (
    <Section title={t.enter} lead={t.noNames}>
      <Form act={act} submit={forms.save} submitting={forms.saving} onSubmit={() => void submit()}>
        <div class="form__pair">
          <SelectField
            {...fields.bind("kind")}
            label={t.kind}
            options={KINDS.map((kind) => [kind, t.kinds[kind]] as const)}
          />
          <TextField {...fields.bind("aware_at")} label={t.awareAt} type="datetime-local" />
        </div>
        <TextField {...fields.bind("title")} label={t.short} />
        <TextField {...fields.bind("words")} label={t.words} rows={4} />
        <TextField
          {...fields.bind("subjects")}
          label={t.subjects}
          hint={t.subjectsHint}
          rows={2}
          optional="silent"
        />
      </Form>
    </Section>
  );
}

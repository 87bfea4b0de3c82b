import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { nameSubjects } from "../../../api/staff/incidents";
import { Form } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { INCIDENTS } from "../../../i18n/incidents";
import { Dialog } from "../../../shared/Dialog";

export interface NameSubjectsProps {
  readonly incidentId: string;
  onNamed(incident: Body<"IncidentDetail">): void;
}

/** Names more that an incident concerns; the controllers of its breach are found and told anew (contract P8). */
export function NameSubjects({ incidentId, onNamed }: NameSubjectsProps) {
  const t = useTexts(INCIDENTS);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="button" onClick={() => setAsking(true)}>
        {t.nameSubjects}
      </button>
      {asking && (
        <Ask
          incidentId={incidentId}
          onClose={() => setAsking(false)}
          onNamed={(incident) => {
            setAsking(false);
            onNamed(incident);
          }}
        />
      )}
    </>
  );
}

function Ask({ incidentId, onNamed, onClose }: NameSubjectsProps & { onClose(): void }) {
  const t = useTexts(INCIDENTS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ subject_ids: "", words: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ subject_ids: forms.required, words: forms.required })) return;
    const { subject_ids, words } = fields.values;
    const body = { subject_ids: subjectIds(subject_ids), words };
    const incident = await act.run(body, (given, key) => nameSubjects(incidentId, given, key));
    if (incident !== null) onNamed(incident);
  };
  return (
    <Dialog title={t.nameSubjects} onClose={act.busy ? act.persistent.stop : onClose}>
      <Form act={act} submit={t.nameSubjects} submitting={forms.saving} onSubmit={() => void submit()}>
        <TextField {...fields.bind("subject_ids")} label={t.subjects} hint={t.subjectsHint} rows={3} />
        <TextField {...fields.bind("words")} label={t.howFound} hint={t.noNames} rows={2} />
      </Form>
    </Dialog>
  );
}

/** The ids of a text in which they are pasted, however they are separated. */
export function subjectIds(pasted: string): string[] {
  return pasted.split(/[\s,;]+/).filter(Boolean);
}

import { redactLeftTexts } from "../../api/subjects";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { SUBJECTS } from "../../i18n/subjects";
import { Dialog } from "../../shared/Dialog";

interface RedactDialogProps {
  readonly measureId: string;
  onClose(): void;
  onDone(): void;
}

/** Asks whom the texts name that an erasure left, and has them redacted (GDPR art. 17). */
export function RedactDialog({ measureId, onClose, onDone }: RedactDialogProps) {
  const t = useTexts(SUBJECTS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ email: "", name: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ email: forms.required, name: forms.required })) return;
    const done = await act.run(fields.values, (body, key) => redactLeftTexts(measureId, body, key));
    if (done !== null) onDone();
  };
  return (
    <Dialog title={t.redactIt} onClose={act.busy ? act.persistent.stop : onClose}>
      <Form
        act={act}
        submit={t.redactIt}
        submitting={t.doing}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" disabled={act.busy} onClick={onClose}>
            {forms.cancel}
          </button>
        }
      >
        <p class="confirm__text">{t.redactText}</p>
        <TextField {...fields.bind("email")} label={t.redactEmail} type="email" maxLength={254} />
        <TextField {...fields.bind("name")} label={t.redactName} />
      </Form>
    </Dialog>
  );
}

import { rectifySubject } from "../../api/subjects";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { SUBJECTS } from "../../i18n/subjects";
import { Dialog } from "../../shared/Dialog";

interface RectifyDialogProps {
  readonly email: string;
  onClose(): void;
  onDone(): void;
}

/** Asks what is right instead, and puts it right (GDPR art. 16). */
export function RectifyDialog({ email, onClose, onDone }: RectifyDialogProps) {
  const t = useTexts(SUBJECTS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ name: "", new_email: "", words: "" }, act.problem);
  const submit = async () => {
    const given = Object.entries(fields.values).map(([name, value]) => [name, value.trim()] as const);
    const right = Object.fromEntries(given.filter(([, value]) => value !== ""));
    if ((await act.run({ ...right, email }, rectifySubject)) !== null) onDone();
  };
  return (
    <Dialog title={t.rectifyIt} onClose={act.busy ? act.persistent.stop : onClose}>
      <Form
        act={act}
        submit={t.rectifyIt}
        submitting={t.doing}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" disabled={act.busy} onClick={onClose}>
            {forms.cancel}
          </button>
        }
      >
        <p class="confirm__text">{t.rectifyText}</p>
        <TextField {...fields.bind("name")} label={t.rightName} optional="silent" />
        <TextField
          {...fields.bind("new_email")}
          label={t.rightEmail}
          type="email"
          optional="silent"
          maxLength={254}
        />
        <TextField {...fields.bind("words")} label={t.rightWords} rows={3} optional />
      </Form>
    </Dialog>
  );
}

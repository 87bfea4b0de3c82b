import { doubtInstruction } from "../../../api/staff/instructions";
import { Form } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { INSTRUCTIONS } from "../../../i18n/instructions";
import { STAFF_INSTRUCTIONS } from "../../../i18n/staff_instructions";
import { Dialog } from "../../../shared/Dialog";

interface DoubtDialogProps {
  readonly id: string;
  readonly version: number;
  onClose(): void;
  onDone(): void;
}

/** Says why an instruction seems to infringe which law. */
export function DoubtDialog({ id, version, onClose, onDone }: DoubtDialogProps) {
  const t = useTexts(INSTRUCTIONS);
  const s = useTexts(STAFF_INSTRUCTIONS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ words: "", ground: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ words: forms.required, ground: forms.required })) return;
    const body = { version, ...fields.values };
    if ((await act.run(body, (sent, key) => doubtInstruction(id, sent, key))) !== null) onDone();
  };
  return (
    <Dialog title={s.doubt} onClose={act.busy ? act.persistent.stop : onClose}>
      <Form
        act={act}
        danger
        submit={s.doubt}
        submitting={forms.saving}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" disabled={act.busy} onClick={onClose}>
            {forms.cancel}
          </button>
        }
      >
        <p class="confirm__text">{s.doubtText}</p>
        <TextField {...fields.bind("words")} label={s.doubtWhy} rows={4} maxLength={2000} />
        <TextField {...fields.bind("ground")} label={t.ground} />
      </Form>
    </Dialog>
  );
}

import type { Body } from "../../../api/schemas";
import { noteIdentity } from "../../../api/staff/recoveries";
import { Form } from "../../../forms/Form";
import { SelectField } from "../../../forms/SelectField";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { STAFF_RECOVERIES } from "../../../i18n/staff_recoveries";
import { Dialog } from "../../../shared/Dialog";

interface IdentifyProps {
  readonly recoveryId: string;
  onClose(): void;
  onDone(): void;
}

/** Notes how a person showed who they are, and what was compared. */
export function Identify({ recoveryId, onClose, onDone }: IdentifyProps) {
  const t = useTexts(STAFF_RECOVERIES);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ proof: "video_call", reason: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ reason: forms.required })) return;
    const proof = fields.values.proof as Body<"IdentityProof">;
    const shown = { proof, reason: fields.values.reason };
    if ((await act.run(shown, (given, key) => noteIdentity(recoveryId, given, key))) !== null) onDone();
  };
  return (
    <Dialog title={t.identifyTitle} onClose={act.busy ? act.persistent.stop : onClose}>
      <Form
        act={act}
        submit={t.identify}
        submitting={forms.saving}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" disabled={act.busy} onClick={onClose}>
            {forms.cancel}
          </button>
        }
      >
        <p class="confirm__text">{t.identifyText}</p>
        <SelectField {...fields.bind("proof")} label={t.how} options={Object.entries(t.proofs)} />
        <TextField {...fields.bind("reason")} label={t.reason} rows={3} />
      </Form>
    </Dialog>
  );
}

import { useState } from "preact/hooks";
import { reportStolenDevice } from "../../api/messaging";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { MESSAGING } from "../../i18n/messaging";
import { Dialog } from "../../shared/Dialog";
import type { FootDialogProps } from "../report/ReportLink";

/** A signer's device is lost: all links and consents of theirs end at once (contract W3). */
export function StolenDialog({ token, onClose }: FootDialogProps) {
  const t = useTexts(MESSAGING);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ words: "" }, act.problem);
  const [done, setDone] = useState(false);
  const submit = async () => {
    const answer = await act.run(fields.values.words, (words, key) => reportStolenDevice(token, words, key));
    if (answer !== null) setDone(true);
  };
  if (done) {
    return (
      <Dialog title={t.stolenDone} onClose={() => window.location.reload()}>
        <p role="status">{t.stolenDoneText}</p>
        <div class="row row--end">
          <button type="button" class="button button--primary" onClick={() => window.location.reload()}>
            {forms.close}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t.stolenTitle} onClose={act.busy ? act.persistent.stop : onClose}>
      <Form
        act={act}
        danger
        submit={t.stolenConfirm}
        submitting={t.stolenConfirming}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" onClick={onClose}>
            {forms.cancel}
          </button>
        }
      >
        <p>{t.stolenText}</p>
        <TextField {...fields.bind("words")} label={t.stolenWords} rows={3} optional />
      </Form>
    </Dialog>
  );
}

import { useState } from "preact/hooks";
import { reportAsSigner } from "../../api/misuse";
import type { Body } from "../../api/schemas";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { GROUNDS, MISUSE } from "../../i18n/misuse";
import { Dialog } from "../../shared/Dialog";
import type { FootDialogProps } from "./ReportLink";

/** A recipient reports what was sent to them (contract A8). Nobody asks for a captcha here (M6). */
export function ReportDialog({ token, onClose }: FootDialogProps) {
  const t = useTexts(MISUSE);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ ground: "fraud", words: "", reply_to: "" }, act.problem);
  const [received, setReceived] = useState(false);
  const submit = async () => {
    const { ground, words, reply_to } = fields.values;
    const body = {
      ground: ground as Body<"Ground">,
      words,
      reply_to: reply_to === "" ? null : reply_to,
      document_id: null,
    };
    const answer = await act.run(body, (asked, key) => reportAsSigner(token, asked, key));
    if (answer !== null) setReceived(true);
  };
  if (received) {
    return (
      <Dialog title={t.received} onClose={onClose}>
        <p role="status">{t.receivedText}</p>
        <div class="row row--end">
          <button type="button" class="button button--primary" onClick={onClose}>
            {forms.close}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t.report} onClose={act.busy ? act.persistent.stop : onClose}>
      <Form
        act={act}
        submit={t.send}
        submitting={t.sending}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" onClick={onClose}>
            {forms.cancel}
          </button>
        }
      >
        <p>{t.reportText}</p>
        <SelectField
          {...fields.bind("ground")}
          label={t.ground}
          options={GROUNDS.map((ground) => [ground, t.grounds[ground]] as const)}
        />
        <TextField {...fields.bind("words")} label={t.words} rows={3} optional />
        <TextField
          {...fields.bind("reply_to")}
          label={t.replyTo}
          hint={t.replyHint}
          type="email"
          inputMode="email"
          optional
        />
      </Form>
    </Dialog>
  );
}

import { useState } from "preact/hooks";
import { reportDocument } from "../api/misuse";
import type { Body } from "../api/schemas";
import { CaptchaNote } from "../captcha/CaptchaNote";
import { useCaptcha } from "../captcha/use_captcha";
import { Form } from "../forms/Form";
import { SelectField } from "../forms/SelectField";
import { TextField } from "../forms/TextField";
import { useAct } from "../forms/use_act";
import { useFields } from "../forms/use_fields";
import { useTexts, useWording } from "../i18n/context";
import { FORMS } from "../i18n/forms";
import { GROUNDS, MISUSE } from "../i18n/misuse";
import { OutcomePage } from "../shared/OutcomePage";
import { AccountFrame } from "./AccountFrame";

/** Anybody reports a document (contract A8). */
export default function ReportPage() {
  const { language } = useWording();
  const t = useTexts(MISUSE);
  const forms = useTexts(FORMS);
  const act = useAct();
  const captcha = useCaptcha();
  const fields = useFields({ link: "", ground: "fraud", words: "", reply_to: "" }, act.problem);
  const [received, setReceived] = useState(false);
  const submit = async () => {
    if (!fields.complete({ link: forms.required })) return;
    const { link, ground, words, reply_to } = fields.values;
    const body: Body<"DocumentReport"> = {
      ...(link.trim().startsWith("env_") ? { envelope_id: link.trim() } : { link: link.trim() }),
      ground: ground as Body<"Ground">,
      words,
      reply_to: reply_to === "" ? null : reply_to,
      language,
    };
    const answer = await act.run(body, (asked, key) =>
      captcha.protect((solution) => reportDocument(asked, key, solution)),
    );
    if (answer !== null) setReceived(true);
  };
  if (received) {
    return (
      <OutcomePage title={t.received} mood="good" seed="report">
        <p>{t.receivedText}</p>
      </OutcomePage>
    );
  }
  return (
    <AccountFrame asks={t.asks} title={t.reportTitle} lead={t.reportLead} seed="report">
      <Form act={act} wide submit={t.send} submitting={t.sending} onSubmit={() => void submit()}>
        <TextField {...fields.bind("link")} label={t.which} hint={t.whichHint} maxLength={500} />
        <SelectField
          {...fields.bind("ground")}
          label={t.ground}
          options={GROUNDS.map((ground) => [ground, t.grounds[ground]] as const)}
        />
        <TextField {...fields.bind("words")} label={t.words} rows={4} optional />
        <TextField
          {...fields.bind("reply_to")}
          label={t.replyTo}
          hint={t.replyHint}
          type="email"
          inputMode="email"
          optional
        />
        <CaptchaNote captcha={captcha} />
      </Form>
    </AccountFrame>
  );
}

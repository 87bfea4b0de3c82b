import { useState } from "preact/hooks";
import { askForReset } from "../api/passwords";
import { CaptchaNote } from "../captcha/CaptchaNote";
import { useCaptcha } from "../captcha/use_captcha";
import { Form } from "../forms/Form";
import { TextField } from "../forms/TextField";
import { useAct } from "../forms/use_act";
import { useFields } from "../forms/use_fields";
import { ACCOUNT } from "../i18n/account";
import { useTexts } from "../i18n/context";
import { OutcomePage } from "../shared/OutcomePage";
import { AccountFrame } from "./AccountFrame";

/** Asks for the mail. The answer is the same for an address that nobody has. */
export function AskForReset() {
  const t = useTexts(ACCOUNT);
  const act = useAct();
  const captcha = useCaptcha();
  const fields = useFields({ email: "" }, act.problem);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const submit = async () => {
    if (!fields.complete({ email: t.emailMissing })) return;
    const { email } = fields.values;
    const answer = await act.run(email, (asked, key) =>
      captcha.protect((solution) => askForReset(asked, key, solution)),
    );
    if (answer !== null) setSentTo(email);
  };
  if (sentTo !== null) {
    return (
      <OutcomePage title={t.reset.sent} mood="calm" seed="reset">
        <p>{t.reset.sentText(sentTo)}</p>
        <p class="field__hint">{t.signUp.sentHint}</p>
      </OutcomePage>
    );
  }
  return (
    <AccountFrame
      asks={t.reset.asks}
      title={t.reset.title}
      lead={t.reset.lead}
      seed="reset"
      foot={
        <p>
          <a href="/sign-in">{t.reset.back}</a>
        </p>
      }
    >
      <Form
        act={act}
        wide
        submit={t.reset.submit}
        submitting={t.reset.submitting}
        onSubmit={() => void submit()}
      >
        <TextField
          {...fields.bind("email")}
          label={t.email}
          type="email"
          inputMode="email"
          autocomplete="username"
        />
        <CaptchaNote captcha={captcha} />
      </Form>
    </AccountFrame>
  );
}

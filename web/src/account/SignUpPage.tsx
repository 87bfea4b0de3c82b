import { useState } from "preact/hooks";
import { register } from "../api/accounts";
import { CaptchaNote } from "../captcha/CaptchaNote";
import { useCaptcha } from "../captcha/use_captcha";
import { Acceptance } from "../forms/Acceptance";
import { Form } from "../forms/Form";
import { PasswordField } from "../forms/PasswordField";
import { TextField } from "../forms/TextField";
import { useAct } from "../forms/use_act";
import { useFields } from "../forms/use_fields";
import { useTerms } from "../forms/use_terms";
import { ACCOUNT } from "../i18n/account";
import { useTexts, useWording } from "../i18n/context";
import { FORMS } from "../i18n/forms";
import { OutcomePage } from "../shared/OutcomePage";
import { Waiting } from "../shared/Waiting";
import { AccountFrame } from "./AccountFrame";

const PRIVACY = ["privacy"] as const;

/** Phase 1 of registering: address, password, and consent to data protection (contract A1). */
export default function SignUpPage() {
  const { language, t: common } = useWording();
  const t = useTexts(ACCOUNT);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ email: "", password: "" }, act.problem);
  const terms = useTerms(PRIVACY);
  const captcha = useCaptcha();
  const [marking, setMarking] = useState(false);
  const [sentTo, setSentTo] = useState<string | null>(null);

  const submit = async () => {
    setMarking(true);
    const filled = fields.complete({ email: t.emailMissing, password: t.passwordMissing });
    if (!filled || !terms.allAccepted) return;
    const body = { ...fields.values, language, ...terms.acceptances() };
    const answer = await act.run(body, (asked, key) =>
      captcha.protect((solution) => register(asked, key, solution)),
    );
    if (answer !== null) setSentTo(body.email);
  };

  if (sentTo !== null) return <LookForMail address={sentTo} />;
  return (
    <AccountFrame
      asks={t.signUp.asks}
      title={t.signUp.title}
      lead={t.signUp.lead}
      seed="sign-up"
      foot={
        <p>
          {t.signUp.haveAccount} <a href="/sign-in">{t.signUp.toSignIn}</a>
        </p>
      }
    >
      <Form
        act={act}
        wide
        submit={t.signUp.submit}
        submitting={t.signUp.submitting}
        onSubmit={() => void submit()}
      >
        <TextField
          {...fields.bind("email")}
          label={t.email}
          type="email"
          inputMode="email"
          autocomplete="username"
        />
        <PasswordField {...fields.bind("password")} label={t.password} kind="new" />
        {terms.texts !== null && (
          <Acceptance
            text={terms.texts.privacy}
            accepted={terms.isAccepted("privacy")}
            error={marking && !terms.isAccepted("privacy") ? forms.mustAccept : null}
            onAccept={(accepted) => terms.accept("privacy", accepted)}
          />
        )}
        <Waiting persistent={terms.persistent} kept={common.waiting.opening} stoppable={false} />
        <CaptchaNote captcha={captcha} />
      </Form>
    </AccountFrame>
  );
}

function LookForMail({ address }: { address: string }) {
  const t = useTexts(ACCOUNT);
  return (
    <OutcomePage title={t.signUp.sent} mood="good" seed="sign-up">
      <p>{t.signUp.sentText(address)}</p>
      <p class="field__hint">{t.signUp.sentHint}</p>
    </OutcomePage>
  );
}

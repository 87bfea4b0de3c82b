import { useState } from "preact/hooks";
import { confirmCredentialReport, reportCredentials } from "../api/credentials";
import type { Body } from "../api/schemas";
import { CaptchaNote } from "../captcha/CaptchaNote";
import { useCaptcha } from "../captcha/use_captcha";
import { Form, Trouble } from "../forms/Form";
import { SelectField } from "../forms/SelectField";
import { TextField } from "../forms/TextField";
import { useAct } from "../forms/use_act";
import { useFields } from "../forms/use_fields";
import { ACCOUNT } from "../i18n/account";
import { useTexts, useWording } from "../i18n/context";
import { CREDENTIALS, TROUBLES } from "../i18n/credentials";
import type { PathValues } from "../routing/match";
import { OutcomePage } from "../shared/OutcomePage";
import { Waiting } from "../shared/Waiting";
import { AccountFrame } from "./AccountFrame";

/** Telling that credentials are lost, also without being able to sign in; confirmed from the mailbox (A7). */
export default function CredentialReportPage({ token = "" }: PathValues) {
  return token === "" ? <Report /> : <Confirmation token={token} />;
}

function Report() {
  const { language } = useWording();
  const account = useTexts(ACCOUNT);
  const t = useTexts(CREDENTIALS);
  const act = useAct();
  const captcha = useCaptcha();
  const fields = useFields({ email: "", kind: "loss", words: "" }, act.problem);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const submit = async () => {
    if (!fields.complete({ email: account.emailMissing })) return;
    const kind = fields.values.kind as Body<"CredentialTrouble">;
    const body = { ...fields.values, kind, language };
    const answer = await act.run(body, (asked, key) =>
      captcha.protect((solution) => reportCredentials(asked, key, solution)),
    );
    if (answer !== null) setSentTo(body.email);
  };
  if (sentTo !== null) {
    return (
      <OutcomePage title={t.sent} mood="calm" seed="credentials">
        <p>{t.sentText(sentTo)}</p>
        <p class="field__hint">{t.sentHint}</p>
      </OutcomePage>
    );
  }
  return (
    <AccountFrame
      asks={t.asks}
      title={t.title}
      lead={t.lead}
      seed="credentials"
      foot={
        <p>
          {t.onlyForgotten} <a href="/reset">{t.toReset}</a>
        </p>
      }
    >
      <Form act={act} wide danger submit={t.submit} submitting={t.submitting} onSubmit={() => void submit()}>
        <TextField
          {...fields.bind("email")}
          label={account.email}
          type="email"
          inputMode="email"
          autocomplete="username"
        />
        <SelectField
          {...fields.bind("kind")}
          label={t.what}
          options={TROUBLES.map((kind) => [kind, t.kinds[kind]] as const)}
        />
        <TextField {...fields.bind("words")} label={t.words} hint={t.wordsHint} rows={3} optional />
        <CaptchaNote captcha={captcha} />
      </Form>
    </AccountFrame>
  );
}

/** A person presses the button: a scanner of mail that opens the link ends nobody's access. */
function Confirmation({ token }: { token: string }) {
  const { t: common } = useWording();
  const t = useTexts(CREDENTIALS);
  const act = useAct();
  const [secured, setSecured] = useState(false);
  if (secured) {
    return (
      <OutcomePage title={t.secured} mood="good" seed="credentials">
        <p>{t.securedText}</p>
        <a class="button button--primary" href="/reset">
          {t.toReset}
        </a>
      </OutcomePage>
    );
  }
  const confirm = async () => {
    if ((await act.run(token, confirmCredentialReport)) !== null) setSecured(true);
  };
  return (
    <OutcomePage title={t.confirmTitle} mood="calm" seed="credentials">
      <p>{t.confirmText}</p>
      <Trouble act={act} />
      <button
        type="button"
        class="button button--danger"
        aria-disabled={act.busy}
        onClick={() => void confirm()}
      >
        {act.busy ? t.confirming : t.confirm}
      </button>
      <Waiting persistent={act.persistent} kept={common.waiting.opening} />
    </OutcomePage>
  );
}

import { useState } from "preact/hooks";
import { askForRecovery } from "../api/recovery";
import { CaptchaNote } from "../captcha/CaptchaNote";
import { useCaptcha } from "../captcha/use_captcha";
import { Form } from "../forms/Form";
import { TextField } from "../forms/TextField";
import { useAct } from "../forms/use_act";
import { useFields } from "../forms/use_fields";
import { ACCOUNT } from "../i18n/account";
import { useTexts, useWording } from "../i18n/context";
import { RECOVERY } from "../i18n/recovery";
import type { PathValues } from "../routing/match";
import { OutcomePage } from "../shared/OutcomePage";
import { AccountFrame } from "./AccountFrame";
import { Recovery } from "./Recovery";

/** The way back for who lost password, factor and recovery codes (contract M3, A7). */
export default function RecoveryPage({ token = "" }: PathValues) {
  return token === "" ? <Ask /> : <Recovery token={token} />;
}

function Ask() {
  const { language } = useWording();
  const account = useTexts(ACCOUNT);
  const t = useTexts(RECOVERY);
  const act = useAct();
  const captcha = useCaptcha();
  const fields = useFields({ email: "", words: "" }, act.problem);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const submit = async () => {
    if (!fields.complete({ email: account.emailMissing })) return;
    const body = { ...fields.values, language };
    const answer = await act.run(body, (asked, key) =>
      captcha.protect((solution) => askForRecovery(asked, key, solution)),
    );
    if (answer !== null) setSentTo(body.email);
  };
  if (sentTo !== null) {
    return (
      <OutcomePage title={t.sent} mood="calm" seed="recovery">
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
      seed="recovery"
      foot={
        <p>
          {t.onlyPassword} <a href="/reset">{t.toReset}</a>
        </p>
      }
    >
      <Form act={act} wide submit={t.submit} submitting={t.submitting} onSubmit={() => void submit()}>
        <TextField
          {...fields.bind("email")}
          label={account.email}
          type="email"
          inputMode="email"
          autocomplete="username"
        />
        <TextField {...fields.bind("words")} label={t.words} hint={t.wordsHint} rows={3} optional />
        <CaptchaNote captcha={captcha} />
      </Form>
    </AccountFrame>
  );
}

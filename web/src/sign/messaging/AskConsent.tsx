import { useState } from "preact/hooks";
import { type Channel, type Consent, consentToChannel } from "../../api/messaging";
import type { Body } from "../../api/schemas";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { Tick } from "../../forms/Tick";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { MESSAGING } from "../../i18n/messaging";
import { Prose } from "../../shared/Prose";

interface AskConsentProps {
  readonly token: string;
  readonly shown: Body<"SignerChannels">;
  onAsked(consent: Consent): void;
  onClose(): void;
}

/** Channel, number, the text as it is accepted, and the tick. */
export function AskConsent({ token, shown, onAsked, onClose }: AskConsentProps) {
  const t = useTexts(MESSAGING);
  const forms = useTexts(FORMS);
  const act = useAct();
  const first = shown.channels[0] ?? "sms";
  const fields = useFields({ channel: first as string, phone: "" }, act.problem);
  const [ticked, setTicked] = useState(false);
  const [unticked, setUnticked] = useState(false);
  const { version, language, sha256, title, body } = shown.text;
  const phone = fields.bind("phone");
  const submit = async () => {
    setUnticked(!ticked);
    if (!fields.complete({ phone: t.phoneMissing }) || !ticked) return;
    const channel = fields.values.channel as Channel;
    const asked = { channel, phone: fields.values.phone, consent: { version, language, sha256 } };
    const consent = await act.run(asked, (given, key) => consentToChannel(token, given, key));
    if (consent !== null) onAsked(consent);
  };
  const aside = (
    <button type="button" class="button button--quiet" onClick={onClose}>
      {forms.close}
    </button>
  );
  if (shown.channels.length === 0) {
    return (
      <>
        <p class="notice">{t.none}</p>
        <div class="row row--end">{aside}</div>
      </>
    );
  }
  return (
    <Form act={act} submit={t.sendCode} submitting={t.sending} onSubmit={() => void submit()} aside={aside}>
      <SelectField
        {...fields.bind("channel")}
        label={t.channel}
        options={shown.channels.map((channel) => [channel, t.channels[channel]] as const)}
      />
      <TextField
        {...phone}
        error={phone.error === null || phone.value === "" ? phone.error : t.phoneWrong}
        label={t.phone}
        hint={t.phoneHint}
        inputMode="tel"
        autocomplete="tel"
      />
      <details>
        <summary>{title}</summary>
        <Prose text={body} language={language} />
      </details>
      <Tick checked={ticked} error={unticked && !ticked ? t.acceptMissing : null} onCheck={setTicked}>
        {t.accept}
      </Tick>
    </Form>
  );
}

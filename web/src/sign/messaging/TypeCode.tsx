import { type Consent, typeCode } from "../../api/messaging";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { MESSAGING } from "../../i18n/messaging";

interface TypeCodeProps {
  readonly token: string;
  readonly consent: Consent;
  onConfirmed(): void;
  onBack(): void;
}

/** The code that came over the channel: without it the consent does not count. */
export function TypeCode({ token, consent, onConfirmed, onBack }: TypeCodeProps) {
  const t = useTexts(MESSAGING);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ code: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ code: t.codeMissing })) return;
    const typed = fields.values.code.replace(/\s/g, "");
    const answer = await act.run(typed, (code, key) => typeCode(token, consent.id, code, key));
    if (answer !== null) onConfirmed();
  };
  return (
    <Form
      act={act}
      submit={t.confirm}
      submitting={t.confirming}
      onSubmit={() => void submit()}
      aside={
        <button type="button" class="button button--quiet" onClick={onBack}>
          {forms.cancel}
        </button>
      }
    >
      <p>{t.codeSent(t.channels[consent.channel], consent.phone)}</p>
      <TextField
        {...fields.bind("code")}
        label={t.code}
        inputMode="numeric"
        autocomplete="one-time-code"
        maxLength={12}
      />
    </Form>
  );
}

import { useState } from "preact/hooks";
import { registerInvited } from "../api/members";
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
import { INVITATION } from "../i18n/invitation";
import { PERSON } from "../i18n/person";

const PRIVACY = ["privacy"] as const;

interface InvitedNewcomerProps {
  readonly token: string;
  readonly email: string;
  onAccepted(): void;
}

/** Whoever has no account gives credentials and personal data, nothing else (contract A5). */
export function InvitedNewcomer({ token, email, onAccepted }: InvitedNewcomerProps) {
  const { language } = useWording();
  const account = useTexts(ACCOUNT);
  const person = useTexts(PERSON);
  const forms = useTexts(FORMS);
  const t = useTexts(INVITATION);
  const act = useAct();
  const fields = useFields({ name: "", password: "" }, act.problem);
  const terms = useTerms(PRIVACY);
  const [marking, setMarking] = useState(false);
  const submit = async () => {
    setMarking(true);
    const filled = fields.complete({ name: person.nameMissing, password: account.passwordMissing });
    if (!filled || !terms.allAccepted) return;
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const body = { token, ...fields.values, language, time_zone, ...terms.acceptances() };
    if ((await act.run(body, registerInvited)) !== null) onAccepted();
  };
  return (
    <Form act={act} wide submit={t.registerAndAccept} submitting={t.accepting} onSubmit={() => void submit()}>
      <p>{t.asNewcomer(email)}</p>
      <TextField {...fields.bind("name")} label={person.name} autocomplete="name" />
      <PasswordField {...fields.bind("password")} label={account.password} kind="new" />
      {terms.texts !== null && (
        <Acceptance
          text={terms.texts.privacy}
          accepted={terms.isAccepted("privacy")}
          error={marking && !terms.isAccepted("privacy") ? forms.mustAccept : null}
          onAccept={(accepted) => terms.accept("privacy", accepted)}
        />
      )}
    </Form>
  );
}

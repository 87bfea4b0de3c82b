import { useState } from "preact/hooks";
import { joinAsNewcomer } from "../../api/staff/people";
import { Acceptance } from "../../forms/Acceptance";
import { Form } from "../../forms/Form";
import { PasswordField } from "../../forms/PasswordField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTerms } from "../../forms/use_terms";
import { ACCOUNT } from "../../i18n/account";
import { useTexts, useWording } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { STAFF_INVITATION } from "../../i18n/staff_invitation";

const TEXTS = ["staff-commitments", "privacy"] as const;

interface StaffNewcomerProps {
  readonly token: string;
  readonly email: string;
  onJoined(): void;
}

/** Whoever has no account chooses a password of their own and accepts what concerns them. */
export function StaffNewcomer({ token, email, onJoined }: StaffNewcomerProps) {
  const { language } = useWording();
  const account = useTexts(ACCOUNT);
  const forms = useTexts(FORMS);
  const t = useTexts(STAFF_INVITATION);
  const act = useAct();
  const fields = useFields({ password: "" }, act.problem);
  const terms = useTerms(TEXTS);
  const [marking, setMarking] = useState(false);
  const submit = async () => {
    setMarking(true);
    if (!fields.complete({ password: account.passwordMissing }) || !terms.allAccepted) return;
    const { "staff-commitments": commitments, privacy } = terms.acceptances();
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const body = { token, ...fields.values, language, time_zone, commitments, privacy };
    if ((await act.run(body, joinAsNewcomer)) !== null) onJoined();
  };
  const { texts } = terms;
  return (
    <Form act={act} wide submit={t.accept} submitting={t.joining} onSubmit={() => void submit()}>
      <p>{t.asNewcomer(email)}</p>
      <PasswordField {...fields.bind("password")} label={account.password} kind="new" />
      {texts !== null &&
        TEXTS.map((kind) => (
          <Acceptance
            key={kind}
            text={texts[kind]}
            accepted={terms.isAccepted(kind)}
            error={marking && !terms.isAccepted(kind) ? forms.mustAccept : null}
            onAccept={(yes) => terms.accept(kind, yes)}
          />
        ))}
    </Form>
  );
}

import { useState } from "preact/hooks";
import { joinWithAccount } from "../../api/staff/people";
import { Acceptance } from "../../forms/Acceptance";
import { Form } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTerms } from "../../forms/use_terms";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { STAFF_INVITATION } from "../../i18n/staff_invitation";

const COMMITMENTS = ["staff-commitments"] as const;

interface AcceptCommitmentsProps {
  readonly token: string;
  onJoined(): void;
}

/** Whoever has an account, and has signed in, accepts the confidentiality commitments. */
export function AcceptCommitments({ token, onJoined }: AcceptCommitmentsProps) {
  const t = useTexts(STAFF_INVITATION);
  const forms = useTexts(FORMS);
  const act = useAct();
  const terms = useTerms(COMMITMENTS);
  const [marking, setMarking] = useState(false);
  const accepted = terms.isAccepted("staff-commitments");
  const submit = async () => {
    setMarking(true);
    if (!accepted) return;
    const body = { token, commitments: terms.acceptances()["staff-commitments"] };
    if ((await act.run(body, joinWithAccount)) === null) return void terms.reload();
    onJoined();
  };
  return (
    <Form act={act} wide submit={t.accept} submitting={t.joining} onSubmit={() => void submit()}>
      {terms.texts !== null && (
        <Acceptance
          text={terms.texts["staff-commitments"]}
          accepted={accepted}
          error={marking && !accepted ? forms.mustAccept : null}
          onAccept={(yes) => terms.accept("staff-commitments", yes)}
        />
      )}
    </Form>
  );
}

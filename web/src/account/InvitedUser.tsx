import type { Result } from "../api/problem";
import { Trouble } from "../forms/Form";
import { useAct } from "../forms/use_act";
import { useTexts } from "../i18n/context";
import { INVITATION } from "../i18n/invitation";
import { SignInSteps } from "./SignInSteps";

interface InvitedUserProps {
  readonly email: string;
  accept(key: string): Promise<Result<unknown>>;
  onAccepted(): void;
}

/** Whoever has an account signs in with it, and by that accepts. */
export function InvitedUser({ email, accept, onAccepted }: InvitedUserProps) {
  const t = useTexts(INVITATION);
  const act = useAct();
  const signedIn = async () => {
    if ((await act.run(email, (_, key) => accept(key))) !== null) onAccepted();
  };
  return (
    <>
      <p>{t.asUser(email)}</p>
      <Trouble act={act} />
      <SignInSteps
        known={email}
        submit={t.signInAndAccept}
        submitting={t.accepting}
        onSignedIn={() => void signedIn()}
      />
    </>
  );
}

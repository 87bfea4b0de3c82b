import { useState } from "preact/hooks";
import { ACCOUNT } from "../i18n/account";
import { useTexts } from "../i18n/context";
import { AccountFrame } from "./AccountFrame";
import { placeAfterSignIn } from "./next_place";
import { SignInSteps } from "./SignInSteps";

/** Signing in. What a session that is not open is good for, the private area says. */
export default function SignInPage() {
  const t = useTexts(ACCOUNT);
  const [known, setKnown] = useState(false);
  return (
    <AccountFrame
      asks={t.signIn.asks}
      title={t.signIn.title}
      lead={t.signIn.lead}
      seed="sign-in"
      foot={
        <>
          {!known && (
            <p>
              {t.signIn.forgotten} <a href="/reset">{t.signIn.toReset}</a>
            </p>
          )}
          <p>
            {t.signIn.lost} <a href="/credential-report">{t.signIn.toReport}</a>
          </p>
          {!known && (
            <p>
              {t.signIn.noAccount} <a href="/sign-up">{t.signIn.toSignUp}</a>
            </p>
          )}
        </>
      }
    >
      <SignInSteps
        submit={t.signIn.submit}
        submitting={t.signIn.submitting}
        onSecondFactor={() => setKnown(true)}
        onSignedIn={() => window.location.assign(placeAfterSignIn(window.location.search))}
      />
    </AccountFrame>
  );
}

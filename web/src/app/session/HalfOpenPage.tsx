import type { ComponentChildren } from "preact";
import { proveSecondFactor, readSession } from "../../api/sessions";
import { useTexts } from "../../i18n/context";
import { SECURITY } from "../../i18n/security";
import { ProofForm } from "../../proof/ProofForm";
import type { PathValues } from "../../routing/match";
import { Header } from "../../shared/Header";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Factors } from "../security/Factors";
import { PasswordChange } from "../security/PasswordChange";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { SignOut } from "../shell/SignOut";

const again = () => window.location.reload();

/** What is missing before the session is good for everything: a second factor, enrolling one, a fresh password. */
export default function HalfOpenPage({ state = "" }: PathValues) {
  const t = useTexts(SECURITY);
  if (state === "enrolment") {
    return (
      <Frame title={t.mustEnrol} lead={t.mustEnrolText}>
        <Factors onEnrolled={again} />
      </Frame>
    );
  }
  if (state === "password") {
    return (
      <Frame title={t.mustChange} lead={t.mustChangeText}>
        <PasswordChange onChanged={again} />
      </Frame>
    );
  }
  return (
    <Frame title={t.mustProve} lead={t.mustProveText}>
      <SecondFactor />
    </Frame>
  );
}

function SecondFactor() {
  const t = useTexts(SECURITY);
  const session = useLoaded(readSession);
  return (
    <Section title={t.factors}>
      <Shown loaded={session}>
        {({ factors }) => <ProofForm kinds={factors} prove={proveSecondFactor} onProved={again} />}
      </Shown>
    </Section>
  );
}

function Frame({ title, lead, children }: { title: string; lead: string; children: ComponentChildren }) {
  return (
    <>
      <Header />
      <main class="halfway">
        <PageHead title={title} lead={lead}>
          <SignOut />
        </PageHead>
        {children}
      </main>
    </>
  );
}

import type { ComponentChildren } from "preact";
import { useTexts } from "../../i18n/context";
import { SECURITY } from "../../i18n/security";
import type { PathValues } from "../../routing/match";
import { Header } from "../../shared/Header";
import { PasswordChange } from "../security/PasswordChange";
import { PageHead } from "../shell/PageHead";
import { SignOut } from "../shell/SignOut";

const again = () => window.location.reload();

/** What is missing before the session is good for everything: a second factor, enrolling one, a fresh password. */
export default function HalfOpenPage({ state = "" }: PathValues) {
  const t = useTexts(SECURITY);
  if (state === "password") {
    return (
      <Frame title={t.mustChange} lead={t.mustChangeText}>
        <PasswordChange onChanged={again} />
      </Frame>
    );
  }
  return (
    <Frame title={t.mustProve} lead={t.mustProveText}>
      {null}
    </Frame>
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

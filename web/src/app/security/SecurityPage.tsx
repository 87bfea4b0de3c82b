import { useTexts } from "../../i18n/context";
import { SECURITY } from "../../i18n/security";
import { PageHead } from "../shell/PageHead";
import { Factors } from "./Factors";
import { LostCredentials } from "./LostCredentials";
import { PasswordChange } from "./PasswordChange";
import { Sessions } from "./Sessions";

/** How the user signs in, and where they are signed in (contract M3, M4). */
export default function SecurityPage() {
  const t = useTexts(SECURITY);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Factors />
      <Sessions />
      <PasswordChange />
      <LostCredentials />
    </>
  );
}

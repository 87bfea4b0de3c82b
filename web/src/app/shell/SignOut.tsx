import { useState } from "preact/hooks";
import { signOut } from "../../api/sessions";
import { APP } from "../../i18n/app";
import { useTexts } from "../../i18n/context";
import { rememberBusiness } from "../session/chosen_business";

/** Ends the session. Where the service cannot be told, the person stays and can try again. */
export function SignOut() {
  const t = useTexts(APP);
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    const result = await signOut();
    setBusy(false);
    if (!result.ok && result.problem.status !== 401) return;
    rememberBusiness(null);
    window.location.assign("/sign-in");
  };
  return (
    <button type="button" class="button button--bare" aria-disabled={busy} onClick={() => void leave()}>
      {t.signOut}
    </button>
  );
}

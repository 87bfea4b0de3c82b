import { ACCOUNT } from "../i18n/account";
import { useTexts } from "../i18n/context";

/** The way on for who has no second factor and no recovery code any more. */
export function LostAll() {
  const t = useTexts(ACCOUNT);
  return (
    <p>
      {t.lostAll} <a href="/recovery">{t.toRecovery}</a>
    </p>
  );
}

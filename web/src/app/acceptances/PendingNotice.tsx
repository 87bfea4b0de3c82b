import { ACCEPTANCES } from "../../i18n/acceptances";
import { useTexts } from "../../i18n/context";
import { useSigned } from "../session/me";

/** Says on every page that texts have changed, until they are accepted. */
export function PendingNotice({ path }: { path: string }) {
  const t = useTexts(ACCEPTANCES);
  const { me } = useSigned();
  if (me.pending_acceptances.length === 0 || path === "/app/accept") return null;
  return (
    <div class="notice notice--wait">
      <p>{t.notice}</p>
      <div class="row">
        <a class="button" href="/app/accept">
          {t.read}
        </a>
      </div>
    </div>
  );
}

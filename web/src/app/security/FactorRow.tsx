import type { Factor } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { shortDate } from "../../i18n/language";
import { SECURITY } from "../../i18n/security";

/** One second factor. */
export function FactorRow({ factor, onRemove }: { factor: Factor; onRemove: () => void }) {
  const { language } = useWording();
  const t = useTexts(SECURITY);
  const used = factor.last_used_at === null ? t.unused : t.used(shortDate(factor.last_used_at, language));
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{factor.name}</span>
        <span class="rows__detail">
          {t.kinds[factor.kind]} · {t.added(shortDate(factor.created_at, language))} · {used}
        </span>
      </span>
      <button type="button" class="button button--quiet" onClick={onRemove}>
        {t.remove}
        <span class="unseen"> {factor.name}</span>
      </button>
    </li>
  );
}

import type { Timeline } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { contractDay } from "../../i18n/money";
import { TIMELINE } from "../../i18n/timeline";

/** The mails that are to come, with their dates (contract S21). */
export function Notices({ timeline }: { timeline: Timeline }) {
  const { language } = useWording();
  const t = useTexts(TIMELINE);
  const coming = timeline.notices.filter(({ at }) => Date.parse(at) > Date.now());
  return (
    <details class="notices">
      <summary class="button button--link">{t.notices}</summary>
      {coming.length === 0 ? (
        <p>{t.noticesNone}</p>
      ) : (
        <ul class="rows">
          {coming.map((notice) => (
            <li key={`${notice.kind} ${notice.at}`} class="rows__row">
              <span>{t.noticeNames[notice.kind] ?? t.unknown}</span>
              <span class="rows__detail">{contractDay(notice.at, language, timeline.zone)}</span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

import type { Body } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime, lastMoment } from "../../i18n/language";
import { PRIVACY } from "../../i18n/privacy";

interface PackRowsProps {
  readonly packs: readonly Body<"EvidencePackView">[];
  /** Where packs are fetched, without the id. */
  readonly path: string;
  /** Whether the controller is named. */
  readonly named?: boolean;
}

/** Packs of evidence, each with its way to be downloaded. */
export function PackRows({ packs, path, named = false }: PackRowsProps) {
  const { language } = useWording();
  const t = useTexts(PRIVACY);
  if (packs.length === 0) return <p>{t.packsNone}</p>;
  return (
    <ul class="records">
      {packs.map((pack) => (
        <li key={pack.id} class="record">
          <span class="record__main">
            <span class="record__title">{t.packOf(dateTime(pack.requested_at, language))}</span>
            <span class="record__detail">
              {named && `${pack.business_id} · `}
              {pack.state === "ready" && pack.fetch_until != null
                ? t.fetchUntil(lastMoment(pack.fetch_until, language))
                : t.packStates[pack.state]}
            </span>
          </span>
          {pack.state === "ready" && (
            <a class="button" download href={`${path}/${pack.id}/content`}>
              {t.download}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

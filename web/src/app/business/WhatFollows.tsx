import type { Body } from "../../api/schemas";
import { BUSINESS_SETTINGS } from "../../i18n/business_settings";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime } from "../../i18n/language";

interface WhatFollowsProps {
  readonly deletion: Body<"DeletionView">;
  readonly waived: boolean;
}

/** The dates of a deletion: end of the service, blocking, and destruction of each class of data. */
export function WhatFollows({ deletion, waived }: WhatFollowsProps) {
  const { language } = useWording();
  const t = useTexts(BUSINESS_SETTINGS);
  const blockedAt = waived ? deletion.blocked_at_if_waived : deletion.blocked_at;
  const facts: readonly (readonly [string, string])[] = [
    [t.serviceEnds, dateTime(deletion.service_ends_at, language)],
    [t.blockedFrom, dateTime(blockedAt, language)],
    ...deletion.kept.map(({ kind, years, ground }) => [t.kept[kind], t.keptFor(years, ground)] as const),
  ];
  return (
    <>
      <dl class="facts facts--wide">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>{t.blockedMeans}</p>
      {deletion.withdrawal_until !== null && (
        <p class="notice">{t.withdrawInstead(dateTime(deletion.withdrawal_until, language))}</p>
      )}
    </>
  );
}

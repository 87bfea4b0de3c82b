import type { Plan } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import type { Language } from "../../i18n/language";
import { euros } from "../../i18n/money";
import { PLANS } from "../../i18n/plans";

type Allowance = Plan["includes"];

/** What a plan includes, line by line. */
export function Includes({ includes }: { includes: Allowance }) {
  const { language } = useWording();
  const t = useTexts(PLANS);
  return (
    <ul class="includes">
      {linesOf(includes, t, language).map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function linesOf(includes: Allowance, t: (typeof PLANS)["es"], language: Language): string[] {
  const { envelopes = null, extra_envelope = null, members = null, storage_bytes = null } = includes;
  const beyond = extra_envelope === null ? t.noExtra : t.extra(euros(extra_envelope, language));
  const businesses = includes.businesses ?? 1;
  return [
    envelopes === null ? t.envelopesUnlimited : t.envelopes(envelopes),
    ...(envelopes === null ? [] : [beyond]),
    members === null ? t.membersUnlimited : t.members(members),
    ...(businesses > 1 ? [t.businesses(businesses)] : []),
    ...(storage_bytes === null ? [] : [t.storage(gigabytes(storage_bytes, language))]),
  ];
}

function gigabytes(bytes: number, language: Language): string {
  const format = { style: "unit", unit: "gigabyte", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language, format).format(bytes / 1024 ** 3);
}

import { type PlanUse, readPlanUse } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import type { Language } from "../../i18n/language";
import { contractDay, euros } from "../../i18n/money";
import { PLAN_USE } from "../../i18n/plan_use";
import { bytes } from "../../i18n/size";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";

const KINDS = ["envelopes", "members", "storage_bytes", "businesses"] as const;
type Kind = (typeof KINDS)[number];

/** What is used of the plan against what it includes, and what comes on top (contract E5, S6). */
export function Use() {
  const t = useTexts(PLAN_USE);
  const loaded = useLoaded(readPlanUse);
  return (
    <Section title={t.use}>
      <Shown loaded={loaded}>{(use) => <Details use={use} />}</Shown>
    </Section>
  );
}

function Details({ use }: { use: PlanUse }) {
  const { language } = useWording();
  const t = useTexts(PLAN_USE);
  const { envelopes, extra_envelope: price, businesses } = use;
  const day = (at: string) => contractDay(at, language, use.zone);
  const limited = envelopes.included !== null;
  return (
    <>
      <p>{t.lead(day(use.since), day(use.until))}</p>
      {businesses.used > 1 && <p>{t.together}</p>}
      <dl class="facts">
        {KINDS.map((kind) => (
          <Used key={kind} kind={kind} use={use} language={language} />
        ))}
      </dl>
      {limited && price === null && <p>{t.noExtra}</p>}
      {limited && price !== null && <p>{t.extra(euros(price, language))}</p>}
      {use.extra_envelopes > 0 && price !== null && (
        <p>{t.extraSoFar(use.extra_envelopes, euros(use.extra_so_far, language))}</p>
      )}
    </>
  );
}

interface UsedProps {
  readonly kind: Kind;
  readonly use: PlanUse;
  readonly language: Language;
}

function Used({ kind, use, language }: UsedProps) {
  const t = useTexts(PLAN_USE);
  const { used, included } = use[kind];
  const written = (count: number) => (kind === "storage_bytes" ? bytes(count, language) : String(count));
  const name = t.names[kind];
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {included === null ? t.unlimited(written(used)) : t.of(written(used), written(included))}
        {included !== null && included > 0 && (
          <meter class="meter" min={0} max={included} value={Math.min(used, included)} aria-label={name} />
        )}
      </dd>
    </div>
  );
}

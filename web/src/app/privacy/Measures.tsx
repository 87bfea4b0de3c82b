import { useEffect, useState } from "preact/hooks";
import { listMeasures, type Measure, measureFile, releaseRestriction } from "../../api/subjects";
import { AskReason } from "../../forms/AskReason";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime, type Language, shortDate } from "../../i18n/language";
import { SUBJECTS } from "../../i18n/subjects";
import { Paged } from "../lists/Paged";
import { usePages } from "../lists/use_pages";
import { Section } from "../shell/Section";
import { RedactDialog } from "./RedactDialog";

/** How often what is under way is looked at, in milliseconds. */
const PAUSE = 3_000;

/** What was done about whom, newest first. */
export function Measures() {
  const t = useTexts(SUBJECTS);
  const pages = usePages(listMeasures);
  const { reload } = pages.loaded;
  const waiting = pages.items.some(({ state, certified }) => state === "under_way" || !certified);
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => void reload(), PAUSE);
    return () => clearInterval(timer);
  }, [waiting, reload]);
  return (
    <Section title={t.measures} lead={t.measuresLead}>
      <Paged pages={pages} none={<p class="notice">{t.measuresNone}</p>}>
        <ul class="records">
          {pages.items.map((measure) => (
            <Row key={measure.id} measure={measure} onChanged={() => void reload()} />
          ))}
        </ul>
      </Paged>
    </Section>
  );
}

function Row({ measure, onChanged }: { measure: Measure; onChanged(): void }) {
  const { language } = useWording();
  const t = useTexts(SUBJECTS);
  const [asking, setAsking] = useState(false);
  const { id, kind, state, email, certified } = measure;
  const [redacting, setRedacting] = useState(false);
  const left = measure.still_named.some(({ because }) => because === "left_on_request");
  const stands = state === "in_force";
  return (
    <li class="record">
      <span class="record__main">
        <span class="record__title">
          {t.kinds[kind]}
          {email != null && ` · ${email}`}
        </span>
        {detailsOf(measure, t, language).map((detail) => (
          <span key={detail} class="record__detail">
            {detail}
          </span>
        ))}
        <LeftOf measure={measure} />
      </span>
      <span class={stands ? "state state--on" : "state"}>{t.states[state]}</span>
      {kind === "export" && stands && (
        <a class="button" download href={measureFile(id, "content")}>
          {t.download}
        </a>
      )}
      {kind === "restriction" && stands && (
        <button type="button" class="button" onClick={() => setAsking(true)}>
          {t.release}
        </button>
      )}
      {left && (
        <button type="button" class="button" onClick={() => setRedacting(true)}>
          {t.redactIt}
        </button>
      )}
      {redacting && (
        <RedactDialog
          measureId={id}
          onClose={() => setRedacting(false)}
          onDone={() => {
            setRedacting(false);
            onChanged();
          }}
        />
      )}
      {certified && (
        <a class="button" download href={measureFile(id, "certificate")}>
          {t.certificate}
        </a>
      )}
      {asking && (
        <AskReason
          title={t.release}
          text={<p>{t.releaseText}</p>}
          label={t.reason}
          confirm={t.release}
          act={(reason, key) => releaseRestriction(id, reason, key)}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            onChanged();
          }}
        />
      )}
    </li>
  );
}

/** What is left of an erased person, why, and the way to it. */
function LeftOf({ measure }: { measure: Measure }) {
  const { language } = useWording();
  const t = useTexts(SUBJECTS);
  return (
    <>
      {measure.still_named.map(({ envelope_id, texts, because }) => (
        <span key={`${envelope_id} ${because}`} class="record__detail">
          {t.stillNamed(
            texts.map((text) => t.ownTexts[text] ?? text).join(", "),
            t.namedBecause[because] ?? "",
          )}{" "}
          <a href={`/app/envelopes/${envelope_id}`}>{t.seeEnvelope}</a>
        </span>
      ))}
      {measure.left_elsewhere.map(({ what, count, until }) => (
        <span key={what} class="record__detail">
          {t.leftElsewhere[what](count, until === null ? "" : shortDate(until, language))}{" "}
          {what === "instructions" && <a href="/app/instructions">{t.seeInstructions}</a>}
        </span>
      ))}
    </>
  );
}

function detailsOf(measure: Measure, t: (typeof SUBJECTS)["es"], language: Language): string[] {
  const details = [t.asked(dateTime(measure.asked_at, language), measure.places)];
  if (measure.corrected > 0) details.push(t.putRight(measure.corrected));
  if (measure.noted > 0) details.push(t.noted(measure.noted));
  if (measure.destroyed > 0) details.push(t.destroyed(measure.destroyed));
  const byReason = new Map<string, { count: number; until: string | null }>();
  for (const { reason, kept_until } of measure.kept) {
    const before = byReason.get(reason);
    const latest = [before?.until, kept_until].filter((one) => one != null).sort();
    byReason.set(reason, { count: (before?.count ?? 0) + 1, until: latest.at(-1) ?? null });
  }
  for (const [reason, { count, until }] of byReason) {
    const said = t.kept(count, t.reasons[reason] ?? reason);
    details.push(until === null ? said : `${said}, ${t.until(shortDate(until, language))}`);
  }
  return details;
}

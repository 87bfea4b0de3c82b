import type { Body } from "../../../api/schemas";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime } from "../../../i18n/language";
import { MEASURES } from "../../../i18n/measures";
import { Section } from "../../shell/Section";

type Standing = Body<"MeasureStanding">;

/** Each measure with its rule: when it was done last, and when it is due next. */
export function Standings({ standings }: { standings: readonly Standing[] }) {
  const t = useTexts(MEASURES);
  return (
    <Section title={t.standings}>
      <ul class="rows">
        {standings.map((standing) => (
          <Row key={standing.measure} standing={standing} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ standing }: { standing: Standing }) {
  const { language } = useWording();
  const t = useTexts(MEASURES);
  const { newest, newest_done: done, missed_at: missed } = standing;
  const details = [
    standing.rule,
    done === null ? t.never : t.last(dateTime(done.ended_at, language)),
    t.next(dateTime(standing.next_due_at, language)),
  ];
  const failed = newest?.outcome === "failed";
  const state = missed !== null ? t.overdue : failed ? t.outcomes.failed : done ? t.onTime : t.awaited;
  const tone = missed !== null || failed ? "state--wrong" : done ? "state--on" : "";
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{t.measures[standing.measure]}</span>
        <span class="rows__detail">{details.join(" · ")}</span>
      </span>
      <span class={`state ${tone}`}>{state}</span>
    </li>
  );
}

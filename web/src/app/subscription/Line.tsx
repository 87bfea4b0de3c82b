import type { Timeline, TimelineLine } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { contractDay, euros, lastContractDay, monthName } from "../../i18n/money";
import { TIMELINE } from "../../i18n/timeline";
import { type Drawn, drawnLines, isEnd, lineKey } from "./lines";
import { Stretch } from "./Stretch";

interface LineProps {
  readonly timeline: Timeline;
  readonly title: string;
  /** Another course: what this one has and that one has not is marked. */
  readonly beside?: Timeline;
}

/** A contract's course as a drawn line of dates: what has happened, today, and what is to come. */
export function Line({ timeline, title, beside }: LineProps) {
  const t = useTexts(TIMELINE);
  const now = Date.now();
  const drawn = drawnLines(timeline.lines, now);
  const known = beside && new Set(beside.lines.map(lineKey));
  const draw = (entries: readonly Drawn[]) =>
    entries.map((entry) => (
      <Entry
        key={lineKey(entry.line)}
        entry={entry}
        zone={timeline.zone}
        differs={known !== undefined && !known.has(lineKey(entry.line))}
      />
    ));
  return (
    <div class="course">
      <h3 class="course__title">{title}</h3>
      <Stretch timeline={timeline} now={now} />
      <h4 class="unseen">{t.past}</h4>
      <ol class="line line--past">{draw(drawn.filter(({ past }) => past))}</ol>
      <p class="line__today">{t.today}</p>
      <h4 class="unseen">{t.future}</h4>
      <ol class="line line--future">{draw(drawn.filter(({ past }) => !past))}</ol>
    </div>
  );
}

function Entry({ entry, zone, differs }: { entry: Drawn; zone: string; differs: boolean }) {
  const { language } = useWording();
  const t = useTexts(TIMELINE);
  const { line, unpaid } = entry;
  const day = isEnd(line) ? lastContractDay : contractDay;
  const of = line.period === null ? "" : ` ${t.month(monthName(line.period, language))}`;
  return (
    <li class={`line__entry line__entry--${kindOf(line)}${differs ? " line__entry--differs" : ""}`}>
      <time class="line__day" dateTime={line.at}>
        {day(line.at, language, zone)}
        {differs && <span class="line__differs">{t.changed}</span>}
      </time>
      <span class="line__what">
        {t.names[line.what] ?? t.unknown}
        {of}
        {unpaid && ` (${t.unpaid})`}
        {line.amount !== null && <span class="line__amount"> {euros(line.amount, language)}</span>}
      </span>
      <span class="line__rule">{t.clause(line.rule, line.clause)}</span>
    </li>
  );
}

/** The part of its code that says how a line is drawn: `charge`, `state`, `deadline` … */
function kindOf({ what }: TimelineLine): string {
  return what.split(":")[0] ?? "";
}

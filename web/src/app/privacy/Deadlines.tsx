import { listDeadlines } from "../../api/privacy";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime } from "../../i18n/language";
import { PRIVACY } from "../../i18n/privacy";
import { Paged } from "../lists/Paged";
import { usePages } from "../lists/use_pages";
import { Section } from "../shell/Section";
import { isWrong } from "./deadline_outcome";

/** The legal clocks that run, or ran, towards the business. */
export function Deadlines() {
  const { language } = useWording();
  const t = useTexts(PRIVACY);
  const pages = usePages(listDeadlines, "deadlines");
  return (
    <Section title={t.deadlines} lead={t.deadlinesLead}>
      <Paged pages={pages} none={<p class="notice">{t.deadlinesNone}</p>}>
        <ul class="records">
          {pages.items.map((clock) => (
            <li key={clock.id} class="record">
              <span class="record__main">
                <span class="record__title">
                  {t.kinds[clock.kind]}, {t.due(dateTime(clock.due_at, language))}
                </span>
                <span class="record__detail">
                  {t.clause(
                    clock.rule,
                    clock.ground,
                    clock.clause,
                    clock.contract_version == null ? "" : t.version(clock.contract_version),
                  )}
                </span>
              </span>
              <span class={isWrong(clock.outcome) ? "state state--wrong" : "state"}>
                {clock.outcome == null ? t.runs : t.outcomes[clock.outcome]}
              </span>
            </li>
          ))}
        </ul>
      </Paged>
    </Section>
  );
}

import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { readCourse } from "../../../api/staff/duties";
import { useTexts, useWording } from "../../../i18n/context";
import { DUTIES } from "../../../i18n/duties";
import { dateTime, shortDate } from "../../../i18n/language";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { Section } from "../../shell/Section";
import { Course } from "./Course";

interface TrainingProps {
  readonly duties: Body<"DutiesView">;
  onChanged(): void;
}

/** The training: until when it holds, the course, and the attempts at its test. */
export function Training({ duties, onChanged }: TrainingProps) {
  const { language } = useWording();
  const t = useTexts(DUTIES);
  const [open, setOpen] = useState(false);
  const { training_until: until, attempts } = duties;
  const lacking = duties.missing.includes("training");
  return (
    <>
      <Section
        title={t.training}
        lead={t.trainingLead}
        aside={
          <span class={lacking ? "state state--wrong" : "state"}>
            {lacking || until === null ? t.notTrained : t.holdsUntil(shortDate(until, language))}
          </span>
        }
      >
        {attempts.length > 0 && (
          <ul class="rows" aria-label={t.attempts}>
            {attempts.map((attempt) => (
              <li key={attempt.id} class="rows__row">
                <span class="rows__main">
                  <span class="rows__title">{t.attempt(attempt.right, attempt.asked)}</span>
                  <span class="rows__detail">{dateTime(attempt.at, language)}</span>
                </span>
                <span class={attempt.passed ? "state" : "state state--wrong"}>
                  {attempt.passed ? t.attemptPassed : t.attemptFailed}
                </span>
              </li>
            ))}
          </ul>
        )}
        {!open && (
          <div class="row">
            <button
              type="button"
              class={lacking ? "button button--primary" : "button"}
              onClick={() => setOpen(true)}
            >
              {t.start}
            </button>
          </div>
        )}
      </Section>
      {open && <OpenCourse onChanged={onChanged} />}
    </>
  );
}

function OpenCourse({ onChanged }: { onChanged: () => void }) {
  const { language } = useWording();
  const loaded = useLoaded(() => readCourse(language), language);
  return (
    <Shown loaded={loaded}>
      {(course) => <Course key={course.sha256} course={course} onMarked={onChanged} />}
    </Shown>
  );
}

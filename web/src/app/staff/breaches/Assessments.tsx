import { useState } from "preact/hooks";
import { notifyControllers } from "../../../api/staff/breaches";
import { Confirm } from "../../../forms/Confirm";
import { BREACHES } from "../../../i18n/breaches";
import { useTexts, useWording } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { dateTime } from "../../../i18n/language";
import { Section } from "../../shell/Section";
import { Assess, TEXTS } from "./Assess";
import type { BreachPartProps } from "./BreachPage";

/** What is known, version by version, and the stages in which controllers are told of it. */
export function Assessments({ breach, acts, onChanged }: BreachPartProps) {
  const { language } = useWording();
  const t = useTexts(BREACHES);
  const forms = useTexts(FORMS);
  const [asked, setAsked] = useState<"assess" | "notify" | null>(null);
  const newest = breach.assessments.length;
  const done = (detail: typeof breach) => {
    setAsked(null);
    onChanged(detail);
  };
  return (
    <Section title={t.assessments} lead={t.assessmentsLead}>
      {newest === 0 && <p>{t.unassessed}</p>}
      {[...breach.assessments].reverse().map((one) => (
        <div key={one.number}>
          <h3>
            {t.assessment(one.number)} · {dateTime(one.at, language)}
          </h3>
          <dl class="facts facts--wide">
            {TEXTS.map((name) => (
              <div key={name}>
                <dt>{t.texts[name]}</dt>
                <dd>{one[name][language]}</dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
      {acts && asked !== "assess" && (
        <div class="row">
          <button type="button" class="button" onClick={() => setAsked("assess")}>
            {t.assess}
          </button>
          {newest > (breach.told ?? 0) && (
            <button type="button" class="button button--primary" onClick={() => setAsked("notify")}>
              {t.notify(newest)}
            </button>
          )}
        </div>
      )}
      {asked === "assess" && <Assess breach={breach} onDone={done} onClose={() => setAsked(null)} />}
      {asked === "notify" && (
        <Confirm
          title={t.notify(newest)}
          text={<p>{t.notifyText}</p>}
          confirm={t.notify(newest)}
          confirming={forms.saving}
          act={(key) => notifyControllers(breach.id, newest, key)}
          onClose={() => setAsked(null)}
          onDone={done}
        />
      )}
    </Section>
  );
}

import { listOwnBreaches } from "../../api/privacy";
import type { Body } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime } from "../../i18n/language";
import { PRIVACY } from "../../i18n/privacy";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";

const TEXTS = ["nature", "people", "records", "consequences", "measures"] as const;

/** Breaches that concerned the business, with what it was told, newest first (contract P8). */
export function OwnBreaches() {
  const t = useTexts(PRIVACY);
  const loaded = useLoaded(listOwnBreaches);
  return (
    <Section title={t.breaches} lead={t.breachesLead}>
      <Shown loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="notice">{t.breachesNone}</p>
          ) : (
            items.map((breach) => <OwnBreach key={breach.id} breach={breach} />)
          )
        }
      </Shown>
    </Section>
  );
}

function OwnBreach({ breach }: { breach: Body<"BreachForBusiness"> }) {
  const { language } = useWording();
  const t = useTexts(PRIVACY);
  return (
    <>
      <h3>
        {breach.first_told_at == null
          ? t.breachUntold(breach.id)
          : t.breach(breach.id, dateTime(breach.first_told_at, language))}
      </h3>
      <p>{t.extent(breach.people, breach.records)}</p>
      {breach.contact != null && (
        <p>{t.toldAnotherWay(dateTime(breach.contact.at, language), breach.contact.words)}</p>
      )}
      {breach.assessments.length === 0 && <p>{t.unassessed}</p>}
      {[...breach.assessments].reverse().map((assessment) => (
        <dl key={assessment.number} class="facts facts--wide">
          <div>
            <dt>{t.assessed}</dt>
            <dd>{dateTime(assessment.at, language)}</dd>
          </div>
          {TEXTS.map((name) => (
            <div key={name}>
              <dt>{t.assessment[name]}</dt>
              <dd>{assessment[name][language]}</dd>
            </div>
          ))}
        </dl>
      ))}
    </>
  );
}

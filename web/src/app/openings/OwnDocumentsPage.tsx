import { listOpeningsOfOwnDocuments } from "../../api/openings";
import type { Body } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime } from "../../i18n/language";
import { OPENINGS } from "../../i18n/openings";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";

/** Every time the holder's staff opened a document of the business, for its owner (contract A8, S17). */
export default function OwnDocumentsPage() {
  const t = useTexts(OPENINGS);
  const loaded = useLoaded(listOpeningsOfOwnDocuments);
  return (
    <>
      <PageHead title={t.ownerTitle} lead={t.ownerLead} />
      <Shown loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="notice">{t.ownerNone}</p>
          ) : (
            items.map((opening) => <Told key={opening.id} opening={opening} />)
          )
        }
      </Shown>
    </>
  );
}

function Told({ opening }: { opening: Body<"OpeningOfOwnDocument"> }) {
  const { language } = useWording();
  const t = useTexts(OPENINGS);
  const looks = [...opening.views].sort((one, other) => one.page - other.page);
  const pages = [...new Set(looks.map((look) => t.lookedAt(look.page, look.version)))];
  const facts: readonly (readonly [string, string])[] = [
    [t.when, dateTime(opening.opened_at ?? opening.asked_at, language)],
    [t.reason, opening.reason],
    [t.legalGround, opening.legal_ground],
    [t.case, opening.case_id],
    [t.pagesSeen, pages.length === 0 ? t.nonePages : pages.join(", ")],
  ];
  return (
    <Section
      title={t.roles[opening.role]}
      lead={opening.subject_id}
      aside={<span class="state">{t.states[opening.state]}</span>}
    >
      <dl class="facts facts--wide">
        {facts
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Section>
  );
}

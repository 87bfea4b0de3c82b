import { listOwnDisclosures, listOwnDuties } from "../../api/instructions";
import { useTexts } from "../../i18n/context";
import { INSTRUCTIONS } from "../../i18n/instructions";
import { Paged } from "../lists/Paged";
import { usePages } from "../lists/use_pages";
import { Section } from "../shell/Section";
import { DisclosureRow, DutyFacts } from "./DisclosureFacts";

/** What was handed over of the business's data. */
export function OwnDisclosures() {
  const t = useTexts(INSTRUCTIONS);
  const pages = usePages(listOwnDisclosures, "disclosures");
  return (
    <Section title={t.made} lead={t.madeLead}>
      <Paged pages={pages} none={<p class="notice">{t.nothing}</p>}>
        <ul class="records">
          {pages.items.map((made) => (
            <DisclosureRow key={made.id} made={made} />
          ))}
        </ul>
      </Paged>
    </Section>
  );
}

/** What the law obliges the holder to hand over of the business's data. */
export function OwnDuties() {
  const t = useTexts(INSTRUCTIONS);
  const pages = usePages(listOwnDuties, "duties");
  return (
    <Section title={t.dutiesTitle} lead={t.dutiesLead}>
      <Paged pages={pages} none={<p class="notice">{t.nothing}</p>}>
        {pages.items.map((duty) => (
          <article key={duty.id} aria-label={`${t.duties[duty.kind]}, ${duty.recipient}`}>
            <h3>{t.duties[duty.kind]}</h3>
            <DutyFacts duty={duty} />
          </article>
        ))}
      </Paged>
    </Section>
  );
}

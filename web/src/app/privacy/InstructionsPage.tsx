import { useState } from "preact/hooks";
import { giveInstruction, listInstructions } from "../../api/instructions";
import { useTexts } from "../../i18n/context";
import { INSTRUCTIONS } from "../../i18n/instructions";
import { More } from "../lists/More";
import { Shown } from "../lists/Shown";
import { usePages } from "../lists/use_pages";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { BaseInstruction } from "./BaseInstruction";
import { InstructionForm } from "./InstructionForm";
import { OwnDisclosures, OwnDuties } from "./OwnDisclosures";
import { OwnInstruction } from "./OwnInstruction";

/** What the business instructs, and what was handed over of its data, for its owner (contract P1, P3). */
export default function InstructionsPage() {
  const t = useTexts(INSTRUCTIONS);
  const pages = usePages(listInstructions, "instructions");
  const [giving, setGiving] = useState(false);
  const reload = () => {
    setGiving(false);
    void pages.loaded.reload();
  };
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      {giving ? (
        <Section title={t.give} lead={t.giveLead}>
          <InstructionForm submit={t.send} act={giveInstruction} onDone={reload} />
        </Section>
      ) : (
        <div class="row">
          <button type="button" class="button button--primary" onClick={() => setGiving(true)}>
            {t.give}
          </button>
        </div>
      )}
      <Shown loaded={pages.loaded}>
        {() => (
          <>
            {pages.items.length === 0 && <p class="notice">{t.nothing}</p>}
            {pages.items.map((one) => (
              <OwnInstruction key={one.id} instruction={one} onChanged={reload} />
            ))}
            <More pages={pages} />
          </>
        )}
      </Shown>
      <BaseInstruction />
      <OwnDisclosures />
      <OwnDuties />
    </>
  );
}

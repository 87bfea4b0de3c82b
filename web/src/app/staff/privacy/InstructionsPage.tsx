import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { listAllDisclosures, listAllInstructions } from "../../../api/staff/instructions";
import { SelectField } from "../../../forms/SelectField";
import { useTexts } from "../../../i18n/context";
import { INSTRUCTIONS, STATES } from "../../../i18n/instructions";
import { STAFF_INSTRUCTIONS } from "../../../i18n/staff_instructions";
import { More } from "../../lists/More";
import { Paged } from "../../lists/Paged";
import { Shown } from "../../lists/Shown";
import { usePages } from "../../lists/use_pages";
import { DisclosureRow } from "../../privacy/DisclosureFacts";
import { useSigned } from "../../session/me";
import { staffPermissions } from "../../session/staff";
import { PageHead } from "../../shell/PageHead";
import { Section } from "../../shell/Section";
import { Duties } from "./Duties";
import { KeptInstruction } from "./KeptInstruction";

/** Controllers' instructions, legal duties and what was handed over (contract P1, P3). */
export default function InstructionsPage() {
  const t = useTexts(INSTRUCTIONS);
  const s = useTexts(STAFF_INSTRUCTIONS);
  const { me } = useSigned();
  const keeps = staffPermissions(me).includes("privacy:change");
  const [state, setState] = useState("");
  const chosen = state === "" ? null : (state as Body<"InstructionState">);
  const pages = usePages((after) => listAllInstructions(chosen, after), state);
  const made = usePages(listAllDisclosures, "disclosures");
  const recorded = () => void made.loaded.reload();
  return (
    <>
      <PageHead title={t.title} lead={s.lead} />
      <search class="filter">
        <SelectField
          label={s.show}
          name="state"
          value={state}
          error={null}
          options={[["", s.all], ...STATES.map((one) => [one, t.states[one]] as const)]}
          onValue={setState}
        />
      </search>
      <Paged pages={pages} none={<p class="notice">{t.nothing}</p>}>
        {pages.items.map((one) => (
          <KeptInstruction
            key={one.id}
            instruction={one}
            keeps={keeps}
            onChanged={() => void pages.loaded.reload()}
            onRecorded={recorded}
          />
        ))}
      </Paged>
      <Duties keeps={keeps} onRecorded={recorded} />
      <Section title={t.made}>
        <Shown loaded={made.loaded}>
          {() =>
            made.items.length === 0 ? (
              <p class="notice">{t.nothing}</p>
            ) : (
              <>
                <ul class="records">
                  {made.items.map((one) => (
                    <DisclosureRow key={one.id} made={one} whose={one.business_id} />
                  ))}
                </ul>
                <More pages={made} />
              </>
            )
          }
        </Shown>
      </Section>
    </>
  );
}

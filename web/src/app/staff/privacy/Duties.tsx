import { listAllDuties } from "../../../api/staff/instructions";
import { useTexts } from "../../../i18n/context";
import { INSTRUCTIONS } from "../../../i18n/instructions";
import { Paged } from "../../lists/Paged";
import { usePages } from "../../lists/use_pages";
import { Section } from "../../shell/Section";
import { KeptDuty } from "./KeptDuty";
import { NewDuty } from "./NewDuty";

interface DutiesProps {
  readonly keeps: boolean;
  onRecorded(): void;
}

/** What the law obliges the holder to, towards all controllers. */
export function Duties({ keeps, onRecorded }: DutiesProps) {
  const t = useTexts(INSTRUCTIONS);
  const pages = usePages(listAllDuties, "duties");
  const reload = () => void pages.loaded.reload();
  return (
    <>
      {keeps && <NewDuty onRegistered={reload} />}
      <Section title={t.dutiesTitle}>
        <Paged pages={pages} none={<p class="notice">{t.nothing}</p>}>
          {pages.items.map((duty) => (
            <KeptDuty key={duty.id} duty={duty} keeps={keeps} onChanged={reload} onRecorded={onRecorded} />
          ))}
        </Paged>
      </Section>
    </>
  );
}

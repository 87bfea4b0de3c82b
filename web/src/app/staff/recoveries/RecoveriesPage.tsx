import { listRecoveries } from "../../../api/staff/recoveries";
import { useTexts } from "../../../i18n/context";
import { STAFF_RECOVERIES } from "../../../i18n/staff_recoveries";
import { Paged } from "../../lists/Paged";
import { usePages } from "../../lists/use_pages";
import { PageHead } from "../../shell/PageHead";
import { Section } from "../../shell/Section";
import { RecoveryRow } from "./RecoveryRow";

/** Letting people back into their accounts: what is under way, and what has ended (contract M3, A7). */
export default function RecoveriesPage() {
  const t = useTexts(STAFF_RECOVERIES);
  const underWay = usePages((after) => listRecoveries(false, after ?? null));
  const ended = usePages((after) => listRecoveries(true, after ?? null));
  const reload = () => {
    void underWay.loaded.reload();
    void ended.loaded.reload();
  };
  const lists = [
    [t.underWay, underWay],
    [t.ended, ended],
  ] as const;
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      {lists.map(([title, pages]) => (
        <Section key={title} title={title}>
          <Paged pages={pages} none={<p class="empty">{t.none}</p>}>
            <ul class="rows">
              {pages.items.map((recovery) => (
                <RecoveryRow key={recovery.id} recovery={recovery} onChanged={reload} />
              ))}
            </ul>
          </Paged>
        </Section>
      ))}
    </>
  );
}

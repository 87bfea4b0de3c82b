import { listAwaitingDecisions } from "../../../api/staff/billing";
import { BILLING } from "../../../i18n/billing";
import { useTexts } from "../../../i18n/context";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { Section } from "../../shell/Section";
import { Decision } from "./Decision";

/** Proposals that wait for a second person. */
export function Awaiting() {
  const t = useTexts(BILLING);
  const loaded = useLoaded(listAwaitingDecisions);
  return (
    <Section title={t.awaiting}>
      <Shown loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? (
            <p class="empty">{t.awaitingNone}</p>
          ) : (
            <ul class="rows">
              {page.items.map((decision) => (
                <Decision
                  key={decision.id}
                  decision={decision}
                  linked
                  onChanged={() => void loaded.reload()}
                />
              ))}
            </ul>
          )
        }
      </Shown>
    </Section>
  );
}

import { listOwnOpenings } from "../../../api/staff/openings";
import { useTexts } from "../../../i18n/context";
import { OPENINGS } from "../../../i18n/openings";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { useSigned } from "../../session/me";
import { staffPermissions } from "../../session/staff";
import { PageHead } from "../../shell/PageHead";
import { Section } from "../../shell/Section";
import { AskBlocked } from "./AskBlocked";
import { Awaiting } from "./Awaiting";
import { OwnOpening } from "./OwnOpening";

/** One's own openings of customers' documents, and those that wait for a second person (contract A8, S17). */
export default function OpeningsPage() {
  const t = useTexts(OPENINGS);
  const { me } = useSigned();
  const may = staffPermissions(me);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      {may.includes("openings:approve") && <Awaiting />}
      {may.includes("opened_documents:view") && <Own asking={may.includes("blocked_documents:open")} />}
    </>
  );
}

function Own({ asking }: { asking: boolean }) {
  const t = useTexts(OPENINGS);
  const loaded = useLoaded(listOwnOpenings);
  const reload = () => void loaded.reload();
  return (
    <>
      {asking && <AskBlocked onAsked={reload} />}
      <Section title={t.own}>
        <Shown loaded={loaded}>
          {(page) =>
            page.items.length === 0 ? (
              <p class="empty">{t.ownNone}</p>
            ) : (
              <ul class="rows">
                {page.items.map((opening) => (
                  <OwnOpening key={opening.id} opening={opening} onChanged={reload} />
                ))}
              </ul>
            )
          }
        </Shown>
      </Section>
    </>
  );
}

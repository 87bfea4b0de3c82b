import { listSubprocessors } from "../../../api/staff/privacy";
import { useTexts } from "../../../i18n/context";
import { PRIVACY } from "../../../i18n/privacy";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { useSigned } from "../../session/me";
import { staffPermissions } from "../../session/staff";
import { PageHead } from "../../shell/PageHead";
import { Announce } from "./Announce";
import { KeptSubprocessor } from "./KeptSubprocessor";
import { Records } from "./Records";

/** The register of sub-processors; whoever keeps it announces, gives up and ends (contract P4). */
export default function SubprocessorsPage() {
  const t = useTexts(PRIVACY);
  const { me } = useSigned();
  const keeps = staffPermissions(me).includes("privacy:change");
  const loaded = useLoaded(listSubprocessors);
  const reload = () => void loaded.reload();
  return (
    <>
      <PageHead title={t.subprocessors} lead={t.staffLead} />
      {keeps && <Announce onAnnounced={reload} />}
      <Shown loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="notice">{t.none}</p>
          ) : (
            items.map((one) => (
              <KeptSubprocessor key={one.id} subprocessor={one} keeps={keeps} onChanged={reload} />
            ))
          )
        }
      </Shown>
      {staffPermissions(me).includes("processing_record:read") && <Records />}
    </>
  );
}

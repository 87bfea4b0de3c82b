import { listOwnSubprocessors } from "../../api/privacy";
import { useTexts } from "../../i18n/context";
import { PRIVACY } from "../../i18n/privacy";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { PageHead } from "../shell/PageHead";
import { Contacts } from "./Contacts";
import { DataSubjects } from "./DataSubjects";
import { Deadlines } from "./Deadlines";
import { OwnBreaches } from "./OwnBreaches";
import { OwnChannels } from "./OwnChannels";
import { OwnPacks } from "./OwnPacks";
import { OwnRightsRequests } from "./OwnRightsRequests";
import { OwnSubprocessor } from "./OwnSubprocessor";
import { ProcessingRecord } from "./ProcessingRecord";

/** Sub-processors and legal clocks as they concern the business, for its owner (contract P4). */
export default function DataProtectionPage() {
  const t = useTexts(PRIVACY);
  const loaded = useLoaded(listOwnSubprocessors);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Shown loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="notice">{t.none}</p>
          ) : (
            items.map((one) => (
              <OwnSubprocessor key={one.id} subprocessor={one} onChanged={() => void loaded.reload()} />
            ))
          )
        }
      </Shown>
      <DataSubjects />
      <OwnRightsRequests />
      <OwnChannels />
      <ProcessingRecord />
      <Contacts />
      <OwnPacks />
      <OwnBreaches />
      <Deadlines />
    </>
  );
}

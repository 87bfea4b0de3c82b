import { listMeasures } from "../../../api/staff/measures";
import { useTexts } from "../../../i18n/context";
import { MEASURES } from "../../../i18n/measures";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { useSigned } from "../../session/me";
import { staffPermissions } from "../../session/staff";
import { PageHead } from "../../shell/PageHead";
import { Alarms } from "./Alarms";
import { ChannelReviews } from "./ChannelReviews";
import { MeasureRecords } from "./MeasureRecords";
import { Standings } from "./Standings";

/** Security measures: what is overdue, what each left as evidence, and the reviews of channels (M9, W4). */
export default function MeasuresPage() {
  const t = useTexts(MEASURES);
  const may = staffPermissions(useSigned().me);
  const loaded = useLoaded(listMeasures);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Shown loaded={loaded}>
        {({ items }) => (
          <>
            <Alarms standings={items} />
            <Standings standings={items} />
          </>
        )}
      </Shown>
      <ChannelReviews reviews={may.includes("channels:review")} onReviewed={() => void loaded.reload()} />
      <MeasureRecords />
    </>
  );
}

import { useState } from "preact/hooks";
import { type ActivityWanted, ALL_ACTS, listMyActivity } from "../../api/activity";
import { ACTIVITY } from "../../i18n/activity";
import { useTexts } from "../../i18n/context";
import { More } from "../lists/More";
import { Shown } from "../lists/Shown";
import { usePages } from "../lists/use_pages";
import { PageHead } from "../shell/PageHead";
import { DayFilter, KindFilter } from "./ActivityFilter";
import { Entries } from "./Entries";

/** What was done with the user's own account, in whatever business (contract M7). */
export default function OwnActivityPage() {
  const t = useTexts(ACTIVITY);
  const [wanted, setWanted] = useState<ActivityWanted>(ALL_ACTS);
  const pages = usePages((after) => listMyActivity(wanted, after), JSON.stringify(wanted));
  return (
    <>
      <PageHead title={t.mineTitle} lead={t.mineLead} />
      <search class="filter filter--three">
        <KindFilter wanted={wanted} onWant={setWanted} />
        <DayFilter wanted={wanted} onWant={setWanted} />
      </search>
      <Shown loaded={pages.loaded}>
        {() => (
          <>
            <Entries entries={pages.items} />
            <More pages={pages} />
          </>
        )}
      </Shown>
    </>
  );
}

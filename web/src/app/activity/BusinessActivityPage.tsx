import { useState } from "preact/hooks";
import { type ActivityWanted, ALL_ACTS, activityExport, listActivity } from "../../api/activity";
import { listMembers } from "../../api/members";
import { ACTIVITY } from "../../i18n/activity";
import { useTexts } from "../../i18n/context";
import { More } from "../lists/More";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { usePages } from "../lists/use_pages";
import { PageHead } from "../shell/PageHead";
import { ActivityFilter } from "./ActivityFilter";
import { Entries } from "./Entries";

/** Everything that happened in the business, for its owner (contract M7). */
export default function BusinessActivityPage() {
  const t = useTexts(ACTIVITY);
  const [wanted, setWanted] = useState<ActivityWanted>(ALL_ACTS);
  const members = useLoaded(listMembers);
  const pages = usePages((after) => listActivity(wanted, after), JSON.stringify(wanted));
  return (
    <>
      <PageHead title={t.title} lead={t.lead}>
        <a class="button" download href={activityExport(wanted, "csv")}>
          {t.csv}
        </a>
        <a class="button" download href={activityExport(wanted, "jsonl")}>
          {t.jsonl}
        </a>
      </PageHead>
      <ActivityFilter wanted={wanted} members={members.value?.items ?? []} onWant={setWanted} />
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

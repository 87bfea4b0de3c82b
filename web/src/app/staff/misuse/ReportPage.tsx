import type { Body } from "../../../api/schemas";
import { claimReport, readReport, releaseReport } from "../../../api/staff/misuse";
import { Trouble } from "../../../forms/Form";
import { useAct } from "../../../forms/use_act";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime } from "../../../i18n/language";
import { MISUSE } from "../../../i18n/misuse";
import type { PathValues } from "../../../routing/match";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { useSigned } from "../../session/me";
import { PageHead } from "../../shell/PageHead";
import { Section } from "../../shell/Section";
import { Decide } from "./Decide";
import { Decisions } from "./Decisions";
import { OpenDocuments } from "./OpenDocuments";

type Detail = Body<"ReportDetail">;

/** One report: what was said, who looks at it, and what was decided about the business. */
export default function ReportPage({ id = "" }: PathValues) {
  const { language } = useWording();
  const t = useTexts(MISUSE);
  const loaded = useLoaded(() => readReport(id), id);
  return (
    <Shown loaded={loaded}>
      {(report) => (
        <>
          <PageHead
            kicker={t.reportStates[report.state]}
            title={t.grounds[report.ground]}
            lead={`${t.receivedOn(dateTime(report.received_at, language))}${report.anonymous ? ` · ${t.anonymous}` : ""}`}
          />
          <Section title={report.business?.name ?? id} lead={t.others(report.reports_on_business)}>
            <blockquote class="envelope__why">{report.words === "" ? t.noWords : report.words}</blockquote>
            <code>
              {[report.envelope_id, ...report.document_ids].filter((one) => one !== null).join(" ")}
            </code>
            <Claim report={report} onChanged={() => void loaded.reload()} />
          </Section>
          <Decisions decisions={report.decisions} onChanged={() => void loaded.reload()} />
        </>
      )}
    </Shown>
  );
}

function Claim({ report, onChanged }: { report: Detail; onChanged: () => void }) {
  const t = useTexts(MISUSE);
  const { me } = useSigned();
  const act = useAct();
  const mine = report.state === "claimed" && report.claimed_by?.id === me.id;
  const go = async () => {
    const done = await act.run(report.id, mine ? releaseReport : claimReport);
    if (done !== null) onChanged();
  };
  return (
    <>
      <Trouble act={act} />
      {(mine || report.state === "waiting") && (
        <div class="row">
          <button type="button" class="button" aria-disabled={act.busy} onClick={() => void go()}>
            {mine ? t.release : t.claim}
          </button>
        </div>
      )}
      {mine && <OpenDocuments report={report} />}
      {mine && <Decide report={report} onDecided={onChanged} />}
    </>
  );
}

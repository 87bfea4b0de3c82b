import { useState } from "preact/hooks";
import { listReports, type ReportState } from "../../../api/staff/misuse";
import { SelectField } from "../../../forms/SelectField";
import { useTexts, useWording } from "../../../i18n/context";
import { shortDate } from "../../../i18n/language";
import { MISUSE } from "../../../i18n/misuse";
import { Paged } from "../../lists/Paged";
import { usePages } from "../../lists/use_pages";
import { PageHead } from "../../shell/PageHead";

const STATES: readonly ReportState[] = [
  "waiting",
  "claimed",
  "awaiting_second",
  "sanctioned",
  "dismissed",
  "not_found",
];

/** The reviewers' queue, oldest first. */
export default function ReportsPage() {
  const { language } = useWording();
  const t = useTexts(MISUSE);
  const [state, setState] = useState<ReportState | "">("waiting");
  const pages = usePages((after) => listReports(state, after), state);
  return (
    <>
      <PageHead title={t.queue} lead={t.queueLead} />
      <search class="filter">
        <SelectField
          label={t.state}
          name="state"
          value={state}
          error={null}
          options={[["", t.any], ...STATES.map((each) => [each, t.reportStates[each] ?? each] as const)]}
          onValue={(value) => setState(value as ReportState | "")}
        />
      </search>
      <Paged pages={pages} none={<p class="notice">{t.noReports}</p>}>
        <ul class="records">
          {pages.items.map((report) => (
            <li key={report.id}>
              <a class="record" href={`/app/staff/reports/${report.id}`}>
                <span class="record__main">
                  <span class="record__title">{t.grounds[report.ground]}</span>
                  <span class="record__detail">
                    {t.receivedOn(shortDate(report.received_at, language))}
                    {report.business?.name ? ` · ${report.business.name}` : ""}
                  </span>
                </span>
                <span class={`state state--${report.state}`}>{t.reportStates[report.state]}</span>
              </a>
            </li>
          ))}
        </ul>
      </Paged>
    </>
  );
}

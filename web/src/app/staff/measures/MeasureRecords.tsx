import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { listMeasureRecords, type RecordsWanted } from "../../../api/staff/measures";
import { SelectField } from "../../../forms/SelectField";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime } from "../../../i18n/language";
import { MEASURES } from "../../../i18n/measures";
import { Paged } from "../../lists/Paged";
import { usePages } from "../../lists/use_pages";
import { Section } from "../../shell/Section";

/** What was done when, newest first, with its figures. */
export function MeasureRecords() {
  const t = useTexts(MEASURES);
  const [wanted, setWanted] = useState<RecordsWanted>({ measure: "", outcome: "" });
  const pages = usePages((after) => listMeasureRecords(wanted, after), JSON.stringify(wanted));
  return (
    <Section title={t.records} lead={t.recordsLead}>
      <search class="filter">
        <SelectField
          label={t.which}
          name="measure"
          value={wanted.measure}
          error={null}
          options={[["", t.any], ...Object.entries(t.measures)]}
          onValue={(value) => setWanted({ ...wanted, measure: value as RecordsWanted["measure"] })}
        />
        <SelectField
          label={t.outcome}
          name="outcome"
          value={wanted.outcome}
          error={null}
          options={[["", t.anyOutcome], ...Object.entries(t.outcomes)]}
          onValue={(value) => setWanted({ ...wanted, outcome: value as RecordsWanted["outcome"] })}
        />
      </search>
      <Paged pages={pages} none={<p class="empty">{t.none}</p>}>
        <ul class="rows">
          {pages.items.map((record) => (
            <Row key={record.id} record={record} />
          ))}
        </ul>
      </Paged>
    </Section>
  );
}

function Row({ record }: { record: Body<"MeasureRecordView"> }) {
  const { language } = useWording();
  const t = useTexts(MEASURES);
  const name = t.measures[record.measure];
  return (
    <li class="rows__row log__row">
      <span class="rows__main">
        <span class="rows__title">{name}</span>
        <span class="rows__detail">{t.took(dateTime(record.ended_at, language), record.version)}</span>
        {record.reason !== null && <span class="log__problem">{record.reason}</span>}
        <details class="disclosure">
          <summary>
            {t.figures}
            <span class="unseen">
              {" "}
              {name} {record.id}
            </span>
          </summary>
          <dl class="facts">
            <Fact name={t.dueAt} value={dateTime(record.due_at, language)} />
            {Object.entries(record.figures).map(([figure, value]) => (
              <Fact key={figure} name={figure} value={said(value)} />
            ))}
            <Fact name={t.digest} value={record.figures_sha256} />
          </dl>
        </details>
      </span>
      <span class={`state ${record.outcome === "done" ? "state--on" : "state--wrong"}`}>
        {t.outcomes[record.outcome]}
      </span>
    </li>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function said(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

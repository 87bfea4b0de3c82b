import { useState } from "preact/hooks";
import { readProcessingRecord } from "../../api/privacy";
import type { Body } from "../../api/schemas";
import { TextField } from "../../forms/TextField";
import { useTexts, useWording } from "../../i18n/context";
import { PRIVACY } from "../../i18n/privacy";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";

/** What is processed on behalf of the business, as of any day, and as a file (contract P2, P10). */
export function ProcessingRecord() {
  const { language } = useWording();
  const t = useTexts(PRIVACY);
  const [on, setOn] = useState("");
  const loaded = useLoaded(() => readProcessingRecord(on), on);
  const query = new URLSearchParams({ language, ...(on === "" ? {} : { on }) });
  const file = `processing-record-${on === "" ? "today" : on}.json`;
  return (
    <Section title={t.record} lead={t.recordLead}>
      <TextField
        name="on"
        label={t.on}
        type="date"
        value={on}
        error={null}
        onValue={setOn}
        optional="silent"
      />
      {loaded.problem?.status === 404 ? (
        <p class="notice">{t.recordNone}</p>
      ) : (
        <Shown loaded={loaded}>{(record) => <Facts record={record} />}</Shown>
      )}
      <div class="row">
        <a class="button" download href={`/v1/processing-record.pdf?${query}`}>
          {t.pdf}
        </a>
        <a class="button" download={file} href={`/v1/processing-record?${query}`}>
          {t.json}
        </a>
      </div>
    </Section>
  );
}

function Facts({ record }: { record: Body<"ProcessingRecordView"> }) {
  const t = useTexts(PRIVACY);
  const { processor } = record;
  const own = record.controllers[0];
  const dpo =
    processor.dpo.name === "" ? processor.dpo.email : `${processor.dpo.name}, ${processor.dpo.email}`;
  return (
    <dl class="facts facts--wide">
      <div>
        <dt>{t.processor}</dt>
        <dd>
          {processor.name}, {processor.tax_id}, {processor.address}
        </dd>
      </div>
      <div>
        <dt>{t.dpo}</dt>
        <dd>{dpo}</dd>
      </div>
      {own !== undefined && (
        <div>
          <dt>{t.asked}</dt>
          <dd>
            {t.askedText(own.envelopes, own.people)}
            {own.categories.length > 0 && `: ${own.categories.map((one) => t.asks[one.datum]).join(", ")}`}
          </dd>
        </div>
      )}
    </dl>
  );
}

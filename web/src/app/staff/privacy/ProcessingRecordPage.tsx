import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { listControllers, wholeRecord } from "../../../api/staff/privacy";
import { Trouble } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useTexts, useWording } from "../../../i18n/context";
import { shortDate } from "../../../i18n/language";
import { PRIVACY } from "../../../i18n/privacy";
import { saveFile } from "../../../shared/save_file";
import { Paged } from "../../lists/Paged";
import { usePages } from "../../lists/use_pages";
import { PageHead } from "../../shell/PageHead";

/** The record of processing of every controller, as of any day, on screen and as files (contract P2). */
export default function ProcessingRecordPage() {
  const { language } = useWording();
  const t = useTexts(PRIVACY);
  const [on, setOn] = useState("");
  const pages = usePages((after) => listControllers(on, after), on);
  const act = useAct();
  const query = new URLSearchParams({ language, ...(on === "" ? {} : { on }) }).toString();
  const save = async () => {
    const record = await act.run(on, (day) => wholeRecord(day));
    if (record === null) return;
    const content = new Blob([JSON.stringify(record, null, 2)], { type: "application/json" });
    saveFile(`processing-record-${record.on}.json`, content);
  };
  return (
    <>
      <PageHead title={t.record} lead={t.allRecordLead}>
        <a class="button" download href={`/v1/staff/processing-record.pdf?${query}&limit=200`}>
          {t.pdf}
        </a>
        <button type="button" class="button" aria-disabled={act.busy} onClick={() => void save()}>
          {t.json}
        </button>
      </PageHead>
      <Trouble act={act} />
      <search class="filter">
        <TextField
          name="on"
          label={t.on}
          type="date"
          value={on}
          error={null}
          onValue={setOn}
          optional="silent"
        />
      </search>
      {pages.loaded.problem?.status === 404 ? (
        <p class="empty">{t.noControllers}</p>
      ) : (
        <Paged pages={pages} none={<p class="empty">{t.noControllers}</p>}>
          <ul class="rows">
            {pages.items.map((one) => (
              <Controller key={one.business_id} controller={one} query={query} />
            ))}
          </ul>
        </Paged>
      )}
    </>
  );
}

interface ControllerProps {
  readonly controller: Body<"ControllerRecordView">;
  readonly query: string;
}

function Controller({ controller, query }: ControllerProps) {
  const { language } = useWording();
  const t = useTexts(PRIVACY);
  const { business_id: id, name, tax_id, since, envelopes, people } = controller;
  const who = [tax_id, t.since(shortDate(since, language)), id].filter(Boolean);
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{name}</span>
        <span class="rows__detail">{who.join(" · ")}</span>
        <span class="rows__detail">{t.askedText(envelopes, people)}</span>
      </span>
      <a
        class="button button--quiet"
        download
        href={`/v1/staff/controllers/${id}/processing-record.pdf?${query}`}
      >
        {t.pdf}
        <span class="unseen"> {name}</span>
      </a>
    </li>
  );
}

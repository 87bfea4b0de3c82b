import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { listIncidents } from "../../../api/staff/incidents";
import { SelectField } from "../../../forms/SelectField";
import { useTexts, useWording } from "../../../i18n/context";
import { INCIDENTS } from "../../../i18n/incidents";
import { shortDate } from "../../../i18n/language";
import { Paged } from "../../lists/Paged";
import { usePages } from "../../lists/use_pages";
import { PageHead } from "../../shell/PageHead";
import { NewIncident } from "./NewIncident";

type State = Body<"IncidentState">;
const STATES: readonly State[] = ["open", "contained", "closed"];

/** The register of incidents, newest first. */
export default function IncidentsPage() {
  const { language } = useWording();
  const t = useTexts(INCIDENTS);
  const [state, setState] = useState<State | "">("");
  const pages = usePages((after) => listIncidents(state, after), state);
  return (
    <>
      <PageHead title={t.title} lead={t.lead}>
        <a class="button" href="/app/staff/breaches">
          {t.breaches}
        </a>
        <a class="button" download href="/v1/staff/incidents/export?format=csv">
          {t.csv}
        </a>
      </PageHead>
      <NewIncident onOpened={() => void pages.loaded.reload()} />
      <search class="filter">
        <SelectField
          label={t.state}
          name="state"
          value={state}
          error={null}
          options={[["", t.any], ...STATES.map((each) => [each, t.states[each]] as const)]}
          onValue={(value) => setState(value as State | "")}
        />
      </search>
      <Paged pages={pages} none={<p class="notice">{t.none}</p>}>
        <ul class="records">
          {pages.items.map((incident) => (
            <li key={incident.id}>
              <a class="record" href={`/app/staff/incidents/${incident.id}`}>
                <span class="record__main">
                  <span class="record__title">{incident.title}</span>
                  <span class="record__detail">
                    {t.kinds[incident.kind]} · {t.aware(shortDate(incident.aware_at, language))}
                  </span>
                </span>
                <span class={incident.state === "closed" ? "state" : "state state--wrong"}>
                  {t.states[incident.state]}
                </span>
              </a>
            </li>
          ))}
        </ul>
      </Paged>
    </>
  );
}

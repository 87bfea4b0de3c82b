import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { changeIncident, noteOnIncident, readIncident } from "../../../api/staff/incidents";
import { AskReason } from "../../../forms/AskReason";
import { useTexts, useWording } from "../../../i18n/context";
import { INCIDENTS } from "../../../i18n/incidents";
import { dateTime } from "../../../i18n/language";
import type { PathValues } from "../../../routing/match";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { PageHead } from "../../shell/PageHead";
import { Section } from "../../shell/Section";
import { NameSubjects } from "./NameSubjects";

type Detail = Body<"IncidentDetail">;
type State = Body<"IncidentState">;
const SHOWN = 50;
const STATES: readonly State[] = ["open", "contained", "closed"];

/** One incident: its history, to which lines are only ever added. */
export default function IncidentPage({ id = "" }: PathValues) {
  const { language } = useWording();
  const t = useTexts(INCIDENTS);
  const loaded = useLoaded(() => readIncident(id), id);
  const [asked, setAsked] = useState<State | "note" | null>(null);
  const done = (detail: Detail) => {
    setAsked(null);
    loaded.show(detail);
  };
  return (
    <Shown loaded={loaded}>
      {(incident) => (
        <>
          <PageHead
            kicker={t.states[incident.state]}
            title={incident.title}
            lead={`${t.kinds[incident.kind]} · ${t.aware(dateTime(incident.aware_at, language))}`}
          />
          <Section title={t.subjects}>
            <p>{incident.subject_ids.length === 0 ? t.subjectsNone : shortened(incident.subject_ids)}</p>
            <div class="row">
              <NameSubjects incidentId={id} onNamed={loaded.show} />
            </div>
          </Section>
          <Section title={t.history}>
            <ol class="chain">
              {incident.entries.map((entry) => (
                <li key={entry.number} class="chain__link">
                  <span class="chain__what">
                    {entry.state === null ? entry.words : `${t.states[entry.state]}: ${entry.words}`}
                  </span>
                  <span class="chain__when">
                    {dateTime(entry.at, language)} · {entry.by?.name ?? t.byItself}
                  </span>
                </li>
              ))}
            </ol>
            <div class="row">
              <button type="button" class="button button--primary" onClick={() => setAsked("note")}>
                {t.note}
              </button>
              {STATES.filter((state) => state !== incident.state).map((state) => (
                <button key={state} type="button" class="button" onClick={() => setAsked(state)}>
                  {t.become[state]}
                </button>
              ))}
            </div>
          </Section>
          {asked !== null && (
            <AskReason
              title={asked === "note" ? t.note : t.become[asked]}
              text={t.noNames}
              label={t.words}
              place="words"
              confirm={asked === "note" ? t.note : t.become[asked]}
              act={(words, key) =>
                asked === "note"
                  ? noteOnIncident(id, words, key)
                  : changeIncident(id, { state: asked, words }, key)
              }
              onClose={() => setAsked(null)}
              onDone={done}
            />
          )}
        </>
      )}
    </Shown>
  );
}

function shortened(ids: readonly string[]): string {
  const more = ids.length - SHOWN;
  return `${ids.slice(0, SHOWN).join(" ")}${more > 0 ? ` … (+${more})` : ""}`;
}

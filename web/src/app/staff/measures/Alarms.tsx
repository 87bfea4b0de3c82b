import type { Body } from "../../../api/schemas";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime } from "../../../i18n/language";
import { MEASURES } from "../../../i18n/measures";
import { useSigned } from "../../session/me";
import { staffPermissions } from "../../session/staff";
import { Section } from "../../shell/Section";

type Standing = Body<"MeasureStanding">;

/** What was missed, and what failed the last time. */
export function Alarms({ standings }: { standings: readonly Standing[] }) {
  const { language } = useWording();
  const t = useTexts(MEASURES);
  const { me } = useSigned();
  const said = standings.flatMap(({ measure, missed_at, newest }) => {
    const name = t.measures[measure];
    if (missed_at !== null) return [t.missed(name, dateTime(missed_at, language))];
    return newest?.outcome === "failed" ? [t.failed(name, newest.reason ?? "")] : [];
  });
  if (said.length === 0) return null;
  return (
    <Section title={t.alarms}>
      <ul class="notice notice--wrong">
        {said.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {staffPermissions(me).includes("incidents:read") && (
        <div class="row">
          <a class="button" href="/app/staff/incidents">
            {t.toIncidents}
          </a>
        </div>
      )}
    </Section>
  );
}

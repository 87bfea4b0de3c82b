import type { Body } from "../../api/schemas";
import { ACTIVITY, actionWords } from "../../i18n/activity";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime } from "../../i18n/language";
import { problemSentence } from "../../i18n/problems";

type Entry = Body<"ActivityView">;

/** Interactions, newest first: what, who, when, from where, and how it ended. */
export function Entries({ entries }: { entries: readonly Entry[] }) {
  const t = useTexts(ACTIVITY);
  if (entries.length === 0) return <p class="empty">{t.none}</p>;
  return (
    <ul class="rows log">
      {entries.map((entry) => (
        <Row key={entry.id} entry={entry} />
      ))}
    </ul>
  );
}

function Row({ entry }: { entry: Entry }) {
  const { language } = useWording();
  const t = useTexts(ACTIVITY);
  const actor = entry.actor.name ?? t.actors[entry.actor.kind];
  const details = [dateTime(entry.at, language), actor, entry.ip].filter((part) => part !== null);
  return (
    <li class="rows__row log__row">
      <span class="rows__main">
        <span class="rows__title">{actionWords(entry.action, language)}</span>
        <span class="rows__detail">{details.join(" · ")}</span>
        {entry.objects.length > 0 && <code class="log__objects">{entry.objects.join(" ")}</code>}
        {entry.problem !== null && (
          <span class="log__problem">{resultWords(entry, language, t.brokenOff)}</span>
        )}
      </span>
      <span class={`state ${toneOf(entry)}`}>{t.results[resultOf(entry)]}</span>
    </li>
  );
}

type Outcome = "done" | "refused" | "failed" | "unknown";

function resultOf(entry: Entry): Outcome {
  if (entry.status === null) return entry.problem === null ? "done" : "unknown";
  if (entry.status >= 500) return "failed";
  return entry.status >= 400 ? "refused" : "done";
}

function toneOf(entry: Entry): string {
  return resultOf(entry) === "done" ? "state--on" : "state--wrong";
}

function resultWords(entry: Entry, language: "es" | "en", brokenOff: string): string {
  if (entry.status === null || entry.problem === null) return brokenOff;
  return problemSentence(
    { status: entry.status, name: entry.problem, retryAfter: null, refused: [] },
    language,
  );
}

import type { Body } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { KEYS } from "../../i18n/keys";
import { shortDate } from "../../i18n/language";
import { REVIEWS } from "../../i18n/reviews";

interface AccessRowProps {
  readonly entry: Body<"ReviewEntry">;
  readonly busy: boolean;
  /** `null` once the review is closed. */
  readonly onDecide: ((decision: "confirmed" | "removed") => void) | null;
}

/** One access: whose, what it may do, since when, last used, and what is decided about it. */
export function AccessRow({ entry, busy, onDecide }: AccessRowProps) {
  const { language } = useWording();
  const t = useTexts(REVIEWS);
  const keys = useTexts(KEYS);
  const { subject, details } = entry;
  const name = subject.name ?? subject.email ?? subject.id;
  const facts = [
    t.kinds[entry.kind],
    ...(subject.name !== null && subject.email !== null ? [subject.email] : []),
    ...(details.roles ?? []).map((role) => t.roles[role] ?? role),
    ...(details.mode ? [keys.modes[details.mode]] : []),
    ...(details.scopes ?? []).map((scope) => keys.scopes[scope] ?? scope),
    t.since(shortDate(details.granted_at, language)),
    ...(details.expires_at ? [keys.expires(shortDate(details.expires_at, language))] : []),
    details.last_used_at ? t.used(shortDate(details.last_used_at, language)) : t.unused,
    ...(details.commitment_until ? [t.committed(shortDate(details.commitment_until, language))] : []),
    ...(details.training_until ? [t.trained(shortDate(details.training_until, language))] : []),
    ...(details.missing ?? []).map((duty) => t.missing[duty]),
  ];
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{name}</span>
        <span class="rows__detail">{facts.join(" · ")}</span>
      </span>
      {entry.decision !== null && (
        <span class={`state ${entry.decision === "confirmed" ? "state--on" : "state--wrong"}`}>
          {t.decisions[entry.decision]}
        </span>
      )}
      {entry.decision === null && onDecide !== null && (
        <span class="row">
          <button type="button" class="button" aria-disabled={busy} onClick={() => onDecide("confirmed")}>
            {t.confirm}
            <span class="unseen"> {name}</span>
          </button>
          <button
            type="button"
            class="button button--quiet"
            aria-disabled={busy}
            onClick={() => onDecide("removed")}
          >
            {t.remove}
            <span class="unseen"> {name}</span>
          </button>
        </span>
      )}
    </li>
  );
}

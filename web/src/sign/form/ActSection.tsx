import { useState } from "preact/hooks";
import type { Problem } from "../../api/problem";
import { useWording } from "../../i18n/context";
import { Waiting } from "../../shared/Waiting";
import { useDesk } from "../desk";
import { goTo } from "../goto";
import { anchorOf, type Missing } from "../state/missing";
import type { Acts } from "../use_acts";
import { DeclineDialog } from "./DeclineDialog";
import { labelOf } from "./FieldSection";

/** Signing itself, and the way out. */
export function ActSection({ acts }: { acts: Acts }) {
  const { t } = useWording();
  const { marking, missing } = useDesk();
  const [declining, setDeclining] = useState(false);
  const busy = acts.signing.attempt.phase !== "idle";
  return (
    <section id="act" class="step step--act" aria-label={t.act.sign}>
      {marking && missing.length > 0 && <Summary />}
      <p class="act__legal">{t.act.legal}</p>
      <button type="submit" class="button button--primary button--wide" aria-disabled={busy}>
        {busy ? t.act.sending : t.act.sign}
      </button>
      <Waiting persistent={acts.signing} kept={t.waiting.kept} />
      <div role="alert">{acts.problem !== null && !declining && <Trouble problem={acts.problem} />}</div>
      <button type="button" class="button button--link" disabled={busy} onClick={() => setDeclining(true)}>
        {t.act.decline}
      </button>
      {declining && <DeclineDialog acts={acts} onClose={() => setDeclining(false)} />}
    </section>
  );
}

/** A failure that no repetition mends. The service's own `detail` is for programs, in English: it is not shown. */
export function Trouble({ problem }: { problem: Problem }) {
  const { t } = useWording();
  return (
    <div class="notice notice--wrong">
      <p class="notice__title">{t.trouble.refused}</p>
      <p>{t.trouble.known[problem.name] ?? t.trouble.generic}</p>
    </div>
  );
}

function Summary() {
  const { t } = useWording();
  const { missing } = useDesk();
  const name = (item: Missing) => {
    if (item.kind === "field") return labelOf(item.field, t.form.kinds);
    return item.kind === "consent" ? t.consent.heading : t.signature.heading;
  };
  return (
    <div class="notice notice--wrong">
      <p class="notice__title">{t.act.incomplete(missing.length)}</p>
      <ul class="summary">
        {missing.map((item) => (
          <li key={anchorOf(item)}>
            <button type="button" class="button button--link" onClick={() => goTo(anchorOf(item))}>
              {name(item)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

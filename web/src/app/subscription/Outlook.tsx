import { useState } from "preact/hooks";
import { readOutlook, type Subscription, type Timeline, type WhatIf } from "../../api/subscription";
import { useTexts } from "../../i18n/context";
import { TIMELINE } from "../../i18n/timeline";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";
import { Line } from "./Line";
import { Notices } from "./Notices";

interface OutlookProps {
  readonly subscription: Subscription;
  readonly base: Timeline;
}

/** The contract's line as it goes and, beside it, as it would go if something happened today (contract S2). */
export function Outlook({ subscription, base }: OutlookProps) {
  const t = useTexts(TIMELINE);
  const [chosen, setChosen] = useState<WhatIf | null>(null);
  const possible = whatIfs(subscription);
  const shown = chosen !== null && possible.includes(chosen) ? chosen : null;
  return (
    <Section title={t.title} lead={t.lead}>
      {possible.length > 0 && (
        <div class="ifs" role="group" aria-label={t.what}>
          <span aria-hidden="true">{t.what}</span>
          {possible.map((one) => (
            <button
              key={one}
              type="button"
              class="button ifs__one"
              aria-pressed={one === shown}
              onClick={() => setChosen(one === shown ? null : one)}
            >
              {t.ifs[one]}
            </button>
          ))}
        </div>
      )}
      <div class={shown === null ? "courses" : "courses courses--two"}>
        <Line timeline={base} title={t.goes} />
        {shown !== null && <Other whatIf={shown} base={base} />}
      </div>
      <Notices timeline={base} />
    </Section>
  );
}

function Other({ whatIf, base }: { whatIf: WhatIf; base: Timeline }) {
  const t = useTexts(TIMELINE);
  const loaded = useLoaded(() => readOutlook(whatIf), whatIf);
  return (
    <div>
      <Shown loaded={loaded}>
        {(timeline) => <Line timeline={timeline} title={t.ifs[whatIf]} beside={base} />}
      </Shown>
    </div>
  );
}

/** What can be asked of a contract that stands like this; the service refuses the rest. */
function whatIfs({ state, reason, plan, ...one }: Subscription): WhatIf[] {
  const running = state === "active" || reason === "unpaid";
  const mayCancel = running && one.cancelled_at === null;
  const all: [WhatIf, boolean][] = [
    ["pay_today", one.debt !== null],
    ["cancel_today", mayCancel],
    ["cancel_at_month_end", mayCancel && plan.kind === "prepaid"],
    ["card_fails", state === "active" && plan.kind !== "free"],
    ["withdraw_today", one.may_withdraw],
  ];
  return all.filter(([, possible]) => possible).map(([name]) => name);
}

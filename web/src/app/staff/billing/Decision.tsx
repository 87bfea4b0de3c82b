import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { approveDecision, refuseDecision, withdrawDecision } from "../../../api/staff/billing";
import { AskReason } from "../../../forms/AskReason";
import { Trouble } from "../../../forms/Form";
import { useAct } from "../../../forms/use_act";
import { BILLING } from "../../../i18n/billing";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime, lastMoment } from "../../../i18n/language";
import { useSigned } from "../../session/me";

interface DecisionProps {
  readonly decision: Body<"ContractDecisionView">;
  /** Whether the row leads to the contract. */
  readonly linked?: boolean;
  onChanged(): void;
}

/** A decision, and what can be done with it: by whoever proposed it, or by anybody else. */
export function Decision({ decision, linked = false, onChanged }: DecisionProps) {
  const { language } = useWording();
  const t = useTexts(BILLING);
  const { me } = useSigned();
  const act = useAct();
  const [asking, setAsking] = useState(false);
  const mine = decision.asked_by.id === me.id;
  const name = t.acts[decision.kind];
  const contract = decision.subscription_id;
  const approve = async () => {
    if ((await act.run(decision.id, approveDecision)) !== null) onChanged();
  };
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">
          {name}
          {decision.until !== null && ` ${t.lastDay(lastMoment(decision.until, language))}`}
        </span>
        <span class="rows__detail">
          {[
            decision.reason,
            t.by(decision.asked_by.name, dateTime(decision.asked_at, language)),
            decision.decided_by?.name,
            decision.decision_reason,
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {linked && <a href={`/app/staff/billing/${contract}`}>{t.contract(contract)}</a>}
        <Trouble act={act} />
      </span>
      <span class={decision.outcome === "taken" ? "state state--on" : "state"}>{said(decision, t)}</span>
      {decision.state === "awaiting_confirmation" && (
        <span class="row">
          {!mine && (
            <button type="button" class="button" aria-disabled={act.busy} onClick={() => void approve()}>
              {t.approve}
              <span class="unseen"> {name}</span>
            </button>
          )}
          <button type="button" class="button button--quiet" onClick={() => setAsking(true)}>
            {mine ? t.withdraw : t.refuse}
            <span class="unseen"> {name}</span>
          </button>
        </span>
      )}
      {asking && (
        <AskReason
          title={mine ? t.withdrawTitle : t.refuseTitle}
          label={t.reason}
          confirm={mine ? t.withdraw : t.refuse}
          danger
          act={(reason, key) => (mine ? withdrawDecision : refuseDecision)(decision.id, reason, key)}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            onChanged();
          }}
        />
      )}
    </li>
  );
}

function said(decision: Body<"ContractDecisionView">, t: (typeof BILLING)["es"]): string {
  if (decision.state !== "applied") return t.decisionStates[decision.state];
  if (decision.outcome === null) return t.underWay;
  return t.outcome[decision.outcome] ?? t.notDone(decision.outcome);
}

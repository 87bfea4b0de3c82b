import { readOutlook, type Subscription } from "../../api/subscription";
import { useTexts } from "../../i18n/context";
import { SUBSCRIPTION } from "../../i18n/subscription";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Card } from "./Card";
import { Change } from "./Change";
import { Debt } from "./Debt";
import { Facts } from "./Facts";
import { Leave } from "./Leave";
import { Outlook } from "./Outlook";
import { Receipts } from "./Receipts";
import { Shares } from "./Shares";
import { TakeBack } from "./TakeBack";
import { Use } from "./Use";

interface ContractProps {
  readonly subscription: Subscription;
  onChanged(): void;
}

/** A contract that has begun. */
export function Contract({ subscription, onChanged }: ContractProps) {
  const t = useTexts(SUBSCRIPTION);
  const outlook = useLoaded(() => readOutlook(null), JSON.stringify(subscription));
  const { reason, debt, change } = subscription;
  const noticedAt = Date.parse(subscription.cancelled_at ?? subscription.selected_at);
  const running = subscription.state === "active" || reason === "unpaid";
  return (
    <>
      {debt !== null && <Debt subscription={subscription} debt={debt} onChanged={onChanged} />}
      {change !== null && <Change subscription={subscription} change={change} onChanged={onChanged} />}
      {subscription.may_take_back && <TakeBack subscription={subscription} onChanged={onChanged} />}
      {reason !== null && reason !== "unpaid" && <Limited reason={reason} />}
      <div class="columns">
        <div class="columns__main">
          <Shown loaded={outlook}>{(base) => <Facts subscription={subscription} outlook={base} />}</Shown>
          {subscription.state === "active" && change === null && (
            <div class="row">
              <a class="button" href="/app/plans">
                {t.changePlan}
              </a>
            </div>
          )}
          <Leave subscription={subscription} />
          <Receipts
            key={subscription.cancelled_at}
            zone={subscription.zone}
            declaredAt={subscription.cancelled_at}
            isIts={(one) => one.kind === "cancel" && Date.parse(one.stated_at) >= noticedAt}
          />
        </div>
        <div class="columns__side">
          {running && <Card subscription={subscription} onChanged={onChanged} />}
          <Use key={subscription.plan.version_id} />
        </div>
      </div>
      {subscription.state === "active" && (
        <Shares zone={subscription.zone} key={subscription.plan.version_id} />
      )}
      {outlook.value !== null && <Outlook subscription={subscription} base={outlook.value} />}
    </>
  );
}

/** Why the service is less than complete, and what can be done. */
function Limited({ reason }: { reason: string }) {
  const t = useTexts(SUBSCRIPTION);
  const sanctioned = reason === "misuse";
  return (
    <div class="notice notice--wait">
      <p>{t.reasons[reason]}</p>
      <div class="row">
        <a class="button" href={sanctioned ? "/app/misuse" : "/app/plans"}>
          {sanctioned ? t.toDecisions : t.seePlans}
        </a>
      </div>
    </div>
  );
}

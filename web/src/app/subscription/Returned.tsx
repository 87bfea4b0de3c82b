import type { Subscription } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { SUBSCRIPTION } from "../../i18n/subscription";
import { isSettled, type Return } from "./use_return";

interface ReturnedProps {
  readonly returned: Return;
  readonly subscription: Subscription | null;
}

/** What is known of a payment after coming back from the gateway's page, and no more than that. */
export function Returned({ returned, subscription }: ReturnedProps) {
  const t = useTexts(SUBSCRIPTION).back;
  if (returned.came === null) return null;
  return (
    <div role="status">
      <div class={returned.asking ? "notice notice--wait" : "notice"}>
        <p class="notice__title">{t.title}</p>
        {returned.asking ? (
          <p>{t.asking}</p>
        ) : (
          subscription !== null && <Outcome returned={returned} subscription={subscription} />
        )}
      </div>
    </div>
  );
}

function Outcome({ returned, subscription }: { returned: Return; subscription: Subscription }) {
  const { language } = useWording();
  const t = useTexts(SUBSCRIPTION).back;
  const { state, plan } = subscription;
  if (state === "lapsed") return <p>{t.lapsed}</p>;
  if (isSettled(subscription)) {
    return <p>{state === "active" ? t.active(plan.names[language]) : t.limited}</p>;
  }
  const pending = returned.came === "left" ? t.pendingLeft : t.pending;
  return (
    <>
      <p>{state === "pending_payment" ? pending : t.owed}</p>
      <div class="row">
        <button type="button" class="button" onClick={returned.again}>
          {t.again}
        </button>
      </div>
    </>
  );
}

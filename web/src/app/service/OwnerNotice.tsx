import { openPaymentPage, type Subscription } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { euros, lastContractDay, monthName } from "../../i18n/money";
import { SERVICE_NOTICE } from "../../i18n/service_notice";
import { ToGateway } from "../subscription/ToGateway";

/** For the owner: what is due, with the way to pay it; what ends, and when. */
export function OwnerNotice({ subscription }: { subscription: Subscription }) {
  const { debt, state, reason, usage, plan } = subscription;
  const failing = debt !== null && (debt.decline !== null || reason === "unpaid");
  if (failing) return <Unpaid subscription={subscription} debt={debt} />;
  if (state === "pending_payment") return <Pending subscription={subscription} />;
  if (state === "download_only" && reason !== null)
    return <Limited subscription={subscription} reason={reason} />;
  const { included } = usage;
  const refused = included !== null && usage.envelopes >= included && plan.includes.extra_envelope == null;
  return state === "active" && refused ? <AtLimit included={included} /> : null;
}

interface UnpaidProps {
  readonly subscription: Subscription;
  readonly debt: NonNullable<Subscription["debt"]>;
}

function Unpaid({ subscription, debt }: UnpaidProps) {
  const { language } = useWording();
  const t = useTexts(SERVICE_NOTICE);
  const amount = euros(debt.gross, language);
  const { reason, blocked_at: ends, zone } = subscription;
  const last = (at: string) => lastContractDay(at, language, zone);
  return (
    <div class="notice notice--wrong">
      <p class="notice__title">{t.unpaid(amount, monthName(debt.month, language))}</p>
      <p>{reason === "unpaid" ? t.unpaidLate : t.unpaidUntil(last(debt.due_until))}</p>
      {reason === "unpaid" && ends !== null && <p>{t.unpaidEnds(last(ends))}</p>}
      <div class="row">
        <ToGateway primary label={t.pay(amount)} leading={t.leading} open={openPaymentPage} />
        <Details />
      </div>
    </div>
  );
}

function Pending({ subscription }: { subscription: Subscription }) {
  const { language } = useWording();
  const t = useTexts(SERVICE_NOTICE);
  return (
    <div class="notice notice--wait">
      <p>{t.pending(subscription.plan.names[language])}</p>
      <div class="row">
        <a class="button" href="/app/subscription">
          {t.continue}
        </a>
      </div>
    </div>
  );
}

function Limited({ subscription, reason }: { subscription: Subscription; reason: string }) {
  const { language } = useWording();
  const t = useTexts(SERVICE_NOTICE);
  const until = subscription.downloads_end;
  return (
    <div class="notice notice--wait">
      <p class="notice__title">{t.limited[reason]}</p>
      <p>{until === null ? t.can : t.canUntil(lastContractDay(until, language, subscription.zone))}</p>
      <div class="row">
        <a class="button" href="/app/export">
          {t.export}
        </a>
        <Details />
      </div>
    </div>
  );
}

function AtLimit({ included }: { included: number }) {
  const t = useTexts(SERVICE_NOTICE);
  return (
    <div class="notice notice--wait">
      <p class="notice__title">{t.limit(included)}</p>
      <p>{t.limitOut}</p>
      <div class="row">
        <a class="button" href="/app/plans">
          {t.plans}
        </a>
      </div>
    </div>
  );
}

function Details() {
  const t = useTexts(SERVICE_NOTICE);
  return (
    <a class="button button--quiet" href="/app/subscription">
      {t.details}
    </a>
  );
}

import type { Subscription } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { lastContractDay } from "../../i18n/money";
import { SUBSCRIPTION } from "../../i18n/subscription";
import { Section } from "../shell/Section";

/** The ways to leave, as easy to find as the way in (contract S10, S14; 2011/83/EU, art. 11a). */
export function Leave({ subscription }: { subscription: Subscription }) {
  const { language } = useWording();
  const t = useTexts(SUBSCRIPTION).leave;
  const { state, reason, may_withdraw: mayWithdraw, withdrawal_until: until, zone } = subscription;
  const running = state === "active" || reason === "unpaid" || reason === "misuse";
  const mayCancel = running && subscription.cancelled_at === null;
  const withdrew = subscription.withdrawn_at !== null;
  return (
    <Section title={t.title}>
      <div class="leave">
        <p>{t.exportLead}</p>
        <a class="button button--quiet" href="/app/export">
          {t.export}
        </a>
      </div>
      {mayWithdraw && until !== null && (
        <div class="leave">
          <p>{t.withdrawLead(lastContractDay(until, language, zone))}</p>
          <a class="button" href="/app/subscription/withdraw">
            {t.withdraw}
          </a>
        </div>
      )}
      {mayCancel && (
        <div class="leave">
          <p>{t.cancelLead}</p>
          <a class="button button--quiet" href="/app/subscription/cancel">
            {t.cancel}
          </a>
        </div>
      )}
      {withdrew && (
        <div class="leave">
          <a class="button" href="/app/subscription/withdraw">
            {t.statements}
          </a>
        </div>
      )}
    </Section>
  );
}

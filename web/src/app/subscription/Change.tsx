import { useState } from "preact/hooks";
import { keepPlan, openPaymentPage, type Subscription } from "../../api/subscription";
import { Confirm } from "../../forms/Confirm";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime } from "../../i18n/language";
import { contractDay, euros } from "../../i18n/money";
import { SUBSCRIPTION } from "../../i18n/subscription";
import { Section } from "../shell/Section";
import { ToGateway } from "./ToGateway";

interface ChangeProps {
  readonly subscription: Subscription;
  readonly change: NonNullable<Subscription["change"]>;
  onChanged(): void;
}

/** A change of plan that has not begun: its payment or its day, and the way to keep the plan (contract S15). */
export function Change({ subscription, change, onChanged }: ChangeProps) {
  const { language } = useWording();
  const t = useTexts(SUBSCRIPTION);
  const [keeping, setKeeping] = useState(false);
  const awaiting = change.state === "awaiting_payment";
  const day = contractDay(change.begins_at, language, subscription.zone);
  const says = awaiting ? t.change.awaiting_payment : t.change.scheduled;
  return (
    <Section title={t.change.title} lead={says(change.plan[language], day)}>
      {awaiting && change.decline !== null && <p>{t.debt.declines[change.decline]}</p>}
      {awaiting && change.pay_until !== null && <p>{t.change.until(dateTime(change.pay_until, language))}</p>}
      <div class="row">
        {awaiting && (
          <ToGateway
            primary
            label={t.change.pay(euros(change.due, language))}
            leading={t.leading}
            open={openPaymentPage}
            onRefused={onChanged}
          />
        )}
        <button type="button" class="button button--quiet" onClick={() => setKeeping(true)}>
          {t.change.keep}
        </button>
      </div>
      {keeping && (
        <Confirm
          title={t.change.keep}
          text={t.change.keepText}
          confirm={t.change.keep}
          confirming={t.change.keeping}
          act={keepPlan}
          onClose={() => setKeeping(false)}
          onDone={() => {
            setKeeping(false);
            onChanged();
          }}
        />
      )}
    </Section>
  );
}

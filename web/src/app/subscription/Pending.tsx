import { useState } from "preact/hooks";
import { abandonChoice, openPaymentPage, type Subscription } from "../../api/subscription";
import { Confirm } from "../../forms/Confirm";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime } from "../../i18n/language";
import { SUBSCRIPTION } from "../../i18n/subscription";
import { Section } from "../shell/Section";
import { ToGateway } from "./ToGateway";

interface PendingProps {
  readonly subscription: Subscription;
  onChanged(): void;
}

/** A choice that awaits its first payment: the way to pay, and the way out (contract S3). */
export function Pending({ subscription, onChanged }: PendingProps) {
  const { language } = useWording();
  const t = useTexts(SUBSCRIPTION);
  const [dropping, setDropping] = useState(false);
  const until = dateTime(subscription.pay_until ?? subscription.selected_at, language);
  return (
    <Section title={t.pending.title} lead={t.pending.text(subscription.plan.names[language], until)}>
      <div class="row">
        <ToGateway
          primary
          label={t.pending.go}
          leading={t.leading}
          open={openPaymentPage}
          onRefused={onChanged}
        />
        <button type="button" class="button button--quiet" onClick={() => setDropping(true)}>
          {t.pending.abandon}
        </button>
      </div>
      {dropping && (
        <Confirm
          title={t.pending.abandon}
          text={t.pending.abandonText}
          confirm={t.pending.abandon}
          confirming={t.pending.abandoning}
          act={abandonChoice}
          onClose={() => setDropping(false)}
          onDone={() => {
            setDropping(false);
            onChanged();
          }}
        />
      )}
    </Section>
  );
}

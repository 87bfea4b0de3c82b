import { useState } from "preact/hooks";
import { type Subscription, takeCancellationBack } from "../../api/subscription";
import { Confirm } from "../../forms/Confirm";
import { useTexts, useWording } from "../../i18n/context";
import { lastContractDay } from "../../i18n/money";
import { SUBSCRIPTION } from "../../i18n/subscription";

interface TakeBackProps {
  readonly subscription: Subscription;
  onChanged(): void;
}

/** A plan that was cancelled, until the cancellation takes effect (contract S10). */
export function TakeBack({ subscription, onChanged }: TakeBackProps) {
  const { language } = useWording();
  const t = useTexts(SUBSCRIPTION);
  const [asking, setAsking] = useState(false);
  const ends = subscription.ends_at ?? subscription.selected_at;
  return (
    <div class="notice notice--wait">
      <p>{t.cancelled(lastContractDay(ends, language, subscription.zone))}</p>
      <div class="row">
        <button type="button" class="button" onClick={() => setAsking(true)}>
          {t.takeBack}
        </button>
      </div>
      {asking && (
        <Confirm
          title={t.takeBackTitle}
          text={t.takeBackText}
          confirm={t.takeBack}
          confirming={t.takingBack}
          danger={false}
          act={takeCancellationBack}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            onChanged();
          }}
        />
      )}
    </div>
  );
}

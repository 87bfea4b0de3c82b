import { openCardPage, type Subscription } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { monthName } from "../../i18n/money";
import { SUBSCRIPTION } from "../../i18n/subscription";
import { Section } from "../shell/Section";
import { ToGateway } from "./ToGateway";

/** The saved card, as far as its owner needs to know it again, and the way to another. */
export function Card({ subscription, onChanged }: { subscription: Subscription; onChanged: () => void }) {
  const { language } = useWording();
  const t = useTexts(SUBSCRIPTION);
  const { card } = subscription;
  return (
    <Section title={t.card}>
      {card === null ? (
        <p>{t.cardNone}</p>
      ) : (
        <p>
          {t.cardIs(brandName(card.brand), card.last4)}
          <span class="party__address">{t.cardExpires(monthName(card.expires, language))}</span>
        </p>
      )}
      <p class="field__hint">{t.cardLead}</p>
      <ToGateway
        label={card === null ? t.saveCard : t.otherCard}
        leading={t.leading}
        open={openCardPage}
        onRefused={onChanged}
      />
    </Section>
  );
}

function brandName(brand: string): string {
  return brand.charAt(0).toUpperCase() + brand.slice(1);
}

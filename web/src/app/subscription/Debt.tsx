import { openPaymentPage, type Subscription } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { euros, lastContractDay, monthName } from "../../i18n/money";
import { SUBSCRIPTION } from "../../i18n/subscription";
import { Section } from "../shell/Section";
import { ToGateway } from "./ToGateway";

interface DebtProps {
  readonly subscription: Subscription;
  readonly debt: NonNullable<Subscription["debt"]>;
  onChanged(): void;
}

/** What is owed, why it was not charged, until when there is time, and the way to pay (contract S5, S7). */
export function Debt({ subscription, debt, onChanged }: DebtProps) {
  const { language } = useWording();
  const t = useTexts(SUBSCRIPTION);
  const amount = euros(debt.gross, language);
  const { reason, blocked_at: ends, zone } = subscription;
  const late = reason === "unpaid";
  const last = lastContractDay(debt.due_until, language, zone);
  const inTime = debt.decline === null ? t.debt.waiting(last) : t.debt.until(last);
  return (
    <Section title={t.debt.title} lead={t.debt.due(amount, monthName(debt.month, language))}>
      {debt.decline !== null && <p>{t.debt.declines[debt.decline]}</p>}
      <p>{late ? t.debt.late : inTime}</p>
      {late && ends !== null && <p>{t.debt.ends(lastContractDay(ends, language, zone))}</p>}
      <div class="row">
        <ToGateway
          primary
          label={debt.decline === "confirm" ? t.debt.answer : t.debt.pay(amount)}
          leading={t.leading}
          open={openPaymentPage}
          onRefused={onChanged}
        />
      </div>
    </Section>
  );
}

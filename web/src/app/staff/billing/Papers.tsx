import type { Body } from "../../../api/schemas";
import { BILLING } from "../../../i18n/billing";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime, shortDate } from "../../../i18n/language";
import { euros } from "../../../i18n/money";
import { Section } from "../../shell/Section";

/** The bills of a contract, newest first. */
export function Bills({ bills }: { bills: readonly Body<"BillView">[] }) {
  const { language } = useWording();
  const t = useTexts(BILLING);
  return (
    <Section title={t.bills}>
      {bills.length === 0 ? (
        <p class="empty">{t.billsNone}</p>
      ) : (
        <ul class="rows">
          {bills.map((bill) => (
            <li key={bill.id} class="rows__row">
              <span class="rows__main">
                <span class="rows__title">
                  {bill.month} · {euros(bill.gross, language)}
                </span>
                <span class="rows__detail">
                  {bill.paid_at === null ? bill.id : `${t.paid} ${dateTime(bill.paid_at, language)}`}
                </span>
              </span>
              <span class={bill.state === "paid" ? "state state--on" : "state"}>
                {t.billStates[bill.state] ?? bill.state}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** Its invoices, newest first. */
export function Invoices({ invoices }: { invoices: readonly Body<"InvoiceView">[] }) {
  const { language } = useWording();
  const t = useTexts(BILLING);
  return (
    <Section title={t.invoices}>
      {invoices.length === 0 ? (
        <p class="empty">{t.invoicesNone}</p>
      ) : (
        <ul class="rows">
          {invoices.map((invoice) => (
            <li key={invoice.id} class="rows__row">
              <span class="rows__main">
                <span class="rows__title">
                  {invoice.number} · {euros(invoice.gross, language)}
                </span>
                <span class="rows__detail">
                  {invoice.subject} · {shortDate(invoice.issued_on, language)}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

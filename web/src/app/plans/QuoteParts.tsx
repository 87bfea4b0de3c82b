import type { ChangeQuote, Quote } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import type { Language } from "../../i18n/language";
import { contractDay, euros, lastContractDay, monthName, percent } from "../../i18n/money";
import { PLANS } from "../../i18n/plans";
import { Section } from "../shell/Section";

/** What is paid at once, with its VAT and why it is that one. */
export function FirstCharge({ quote }: { quote: Quote }) {
  const { language } = useWording();
  const t = useTexts(PLANS).preview;
  const { first_step: step, vat } = quote;
  const country = vat.country === null ? "" : countryName(vat.country, language);
  const unconfirmed = vat.treatment === "destination" && quote.customer === "company";
  return (
    <Section title={t.now}>
      {step === "pay" && <Sums amount={quote.first_charge} rate={vat.rate} />}
      {step === "save_card" && <p>{t.nowCard}</p>}
      {step === "nothing" && <p>{t.nowNothing}</p>}
      <p class="field__hint">
        {t.why[vat.treatment](country)} {vat.ground}.
      </p>
      {unconfirmed && <p class="notice notice--wait">{t.unconfirmed}</p>}
    </Section>
  );
}

/** An amount with its VAT, line by line. */
export function Sums({ amount, rate }: { amount: Quote["first_charge"]; rate: string }) {
  const { language } = useWording();
  const t = useTexts(PLANS).preview;
  const lines = [
    [t.net, amount.net, ""],
    [t.vat(percent(rate, language)), amount.vat, ""],
    [t.gross, amount.gross, "sums__total"],
  ] as const;
  return (
    <dl class="sums">
      {lines.map(([name, value, style]) => (
        <div key={name} class={style}>
          <dt>{name}</dt>
          <dd>{euros(value, language)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The charges after the first, with the days in which each is made. */
export function Following({ quote }: { quote: Quote | ChangeQuote }) {
  const { language } = useWording();
  const t = useTexts(PLANS).preview;
  const following = quote.charges.filter(({ kind }) => kind !== "first");
  return (
    <Section title={t.following}>
      {following.length === 0 ? (
        <p>{t.followingNone}</p>
      ) : (
        <ul class="rows">
          {following.map((charge) => (
            <li key={`${charge.kind} ${charge.period}`} class="rows__row">
              <span class="rows__main">
                <span class="rows__title">
                  {t.kinds[charge.kind] ?? charge.kind}, {monthName(charge.period, language)}
                </span>
                <span class="rows__detail">
                  {t.between(
                    contractDay(charge.window_start, language, quote.zone),
                    lastContractDay(charge.window_end, language, quote.zone),
                  )}
                </span>
              </span>
              <span class="amount">
                {euros(charge.gross, language)}
                <span class="rows__detail">
                  {euros(charge.net, language)} + {euros(charge.vat, language)}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function countryName(code: string, language: Language): string {
  return new Intl.DisplayNames(language, { type: "region" }).of(code) ?? code;
}

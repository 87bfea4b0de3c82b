import type { Language } from "./language";

const LOCALES: Readonly<Record<Language, string>> = { es: "es-ES", en: "en-GB" };

/** Euros, `1.234,50 €`; what the service sends as a decimal text is never computed with. */
export function euros(amount: string | number, language: Language): string {
  const format = { style: "currency", currency: "EUR" } as const;
  return new Intl.NumberFormat(LOCALES[language], format).format(Number(amount));
}

/** A rate, `21 %`. */
export function percent(rate: string | number, language: Language): string {
  return new Intl.NumberFormat(LOCALES[language], { style: "percent", maximumFractionDigits: 2 }).format(
    Number(rate) / 100,
  );
}

/** A month of a contract, `2027-02`, as `febrero de 2027`. */
export function monthName(month: string, language: Language): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Intl.DateTimeFormat(LOCALES[language], { month: "long", year: "numeric" }).format(
    new Date(year, number - 1, 1),
  );
}

/** The day of an instant in the zone in which the contract counts (contract C1), `5 de febrero de 2027`. */
export function contractDay(instant: string, language: Language, timeZone: string): string {
  return new Intl.DateTimeFormat(LOCALES[language], {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone,
  }).format(new Date(instant));
}

/** The last day before an exclusive end (contract C2): midnight belongs to the day before. */
export function lastContractDay(exclusiveEnd: string, language: Language, timeZone: string): string {
  return contractDay(new Date(Date.parse(exclusiveEnd) - 1).toISOString(), language, timeZone);
}

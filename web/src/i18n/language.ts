import { en } from "./en";
import { es, type Messages } from "./es";

export const LANGUAGES = ["es", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export const MESSAGES: Readonly<Record<Language, Messages>> = { es, en };

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.includes(value as Language);
}

/** The language to show: what the reader chose, else what the sender set, else what the browser prefers. */
export function pickLanguage(
  chosen: string | null,
  sent: string | null,
  preferred: readonly string[],
): Language {
  if (isLanguage(chosen)) return chosen;
  if (isLanguage(sent)) return sent;
  return preferred.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "es";
}

/** Date and time with the zone, long enough to be evidence: `22 de noviembre de 2026, 10:15 CET`. */
export function dateTime(instant: string | Date, language: Language, timeZone?: string): string {
  return new Intl.DateTimeFormat(language === "es" ? "es-ES" : "en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(instant));
}

/** The last minute before an exclusive end (contract C2), for people: midnight belongs to the day before. */
export function lastMoment(exclusiveEnd: string, language: Language, timeZone?: string): string {
  return dateTime(new Date(new Date(exclusiveEnd).getTime() - 1), language, timeZone);
}

/** A day in the reader's zone, `22 nov 2026`; `shift` milliseconds later. */
export function shortDate(instant: string, language: Language, shift = 0): string {
  return new Intl.DateTimeFormat(language === "es" ? "es-ES" : "en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
  }).format(new Date(new Date(instant).getTime() + shift));
}

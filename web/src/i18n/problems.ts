import type { Problem } from "../api/problem";
import type { Language } from "./language";
import { EN_PROBLEMS } from "./problems_en";
import { ES_PROBLEMS } from "./problems_es";

const SENTENCES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  es: ES_PROBLEMS,
  en: EN_PROBLEMS,
};

/** What the service refused, in one plain sentence. An unknown kind is told by its status, never by its name. */
export function problemSentence(problem: Problem, language: Language): string {
  const sentences = SENTENCES[language];
  if (problem.status === 429) return tooMany(problem.retryAfter, language);
  return sentences[problem.name] ?? sentences[byStatus(problem.status)] ?? "";
}

function byStatus(status: number): string {
  if (status === 0 || status === 503) return "service-unavailable";
  if (status === 401) return "authentication-required";
  if (status === 403) return "permission-missing";
  if (status === 404) return "not-found";
  if (status === 422 || status === 400) return "validation";
  return "internal-error";
}

/** How long to wait, in minutes where it is more than one. */
function tooMany(seconds: number | null, language: Language): string {
  if (seconds === null) {
    return language === "es" ? "Demasiados intentos: espera un poco." : "Too many attempts: wait a little.";
  }
  const minutes = Math.ceil(seconds / 60);
  const wait = new Intl.NumberFormat(language, {
    style: "unit",
    unit: minutes > 1 ? "minute" : "second",
    unitDisplay: "long",
  }).format(minutes > 1 ? minutes : seconds);
  return language === "es"
    ? `Demasiados intentos: vuelve a probar dentro de ${wait}.`
    : `Too many attempts: try again in ${wait}.`;
}

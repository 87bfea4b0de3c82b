import type { Problem } from "../api/problem";
import type { Language } from "./language";
import { GENERAL_PROBLEMS } from "./problems_general";

type Sentences = Readonly<Record<string, string>>;

const loaded: Partial<Record<Language, Sentences>> = {};

/** Brings all sentences, which are too many to come with each page: they are there before an answer is. */
export async function bringSentences(): Promise<void> {
  const [es, en] = await Promise.all([import("./problems_es"), import("./problems_en")]);
  loaded.es = es.ES_PROBLEMS;
  loaded.en = en.EN_PROBLEMS;
}

const bring = () => void bringSentences().catch(() => undefined);
bring();

/**
 * What the service refused, in one plain sentence. An unknown kind is told by its status, never by its name; so
 * are all while the sentences could not be fetched.
 */
export function problemSentence(problem: Problem, language: Language): string {
  const sentences: Sentences = loaded[language] ?? GENERAL_PROBLEMS[language];
  if (loaded[language] === undefined) bring();
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

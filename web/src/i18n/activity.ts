import type { Body } from "../api/schemas";
import { EN_ACTIONS } from "./actions_en";
import { ES_ACTIONS } from "./actions_es";
import type { Language } from "./language";

const actors: Record<Body<"ActorView">["kind"], string> = {
  user: "Una persona",
  api_key: "Un programa",
  signer: "Una persona firmante",
  staff: "Personal del servicio",
  service: "El servicio, por sí mismo",
  operations: "Operaciones del servicio",
  anybody: "Alguien sin identificar",
};

const es = {
  title: "Actividad",
  lead: "Quién hizo qué en la empresa, cuándo, desde dónde y con qué resultado. Nada de esto puede cambiarse.",
  mineTitle: "Tu actividad",
  mineLead: "Lo que se ha hecho con tu cuenta. Si algo no fuiste tú, avísanos.",
  who: "Quién",
  anybody: "Cualquiera",
  what: "Qué",
  actsOnly: "Lo que se ha hecho",
  readingsToo: "También lo consultado",
  from: "Desde",
  to: "Hasta",
  csv: "Exportar CSV",
  jsonl: "Exportar JSONL",
  none: "No hay nada en este periodo.",
  actors,
  results: { done: "Hecho", refused: "No permitido", failed: "Falló", unknown: "Sin respuesta" },
  brokenOff: "Se interrumpió antes de terminar.",
};

const en: typeof es = {
  title: "Activity",
  lead: "Who did what in the business, when, from where and with what result. None of it can be changed.",
  mineTitle: "Your activity",
  mineLead: "What was done with your account. If something was not you, tell us.",
  who: "Who",
  anybody: "Anybody",
  what: "What",
  actsOnly: "What was done",
  readingsToo: "What was looked at too",
  from: "From",
  to: "To",
  csv: "Export CSV",
  jsonl: "Export JSONL",
  none: "There is nothing in this period.",
  actors: {
    user: "A person",
    api_key: "A program",
    signer: "A signer",
    staff: "Staff of the service",
    service: "The service, by itself",
    operations: "Operations of the service",
    anybody: "Somebody unidentified",
  },
  results: { done: "Done", refused: "Not allowed", failed: "Failed", unknown: "Unanswered" },
  brokenOff: "It was broken off before it ended.",
};

export const ACTIVITY = { es, en };

/** An action of the log in words: `api:envelopes:send` → `Sobres: enviar`. */
export function actionWords(action: string, language: Language): string {
  const words = language === "es" ? ES_ACTIONS : EN_ACTIONS;
  const [, subject = "", act = ""] = action.split(":");
  const things = subject.split(".").map((part) => words.things[part] ?? plain(part));
  const phrase = `${things.join(" › ")}: ${words.acts[act] ?? plain(act)}`;
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

function plain(word: string): string {
  return word.replaceAll("-", " ");
}

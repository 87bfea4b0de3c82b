import type { Body } from "../api/schemas";

type Kind = Body<"IncidentKind">;
const kinds: Record<Kind, string> = {
  credential_loss: "Credenciales perdidas",
  credential_theft: "Credenciales robadas",
  impersonation: "Suplantación",
  unauthorised_access: "Acceso no autorizado",
  data_loss: "Pérdida de datos",
  disclosure: "Revelación de datos",
  malware: "Software malicioso",
  unavailability: "Servicio no disponible",
  misuse: "Uso indebido",
  other: "Otro",
};
export const KINDS = Object.keys(kinds) as Kind[];
const states: Record<Body<"IncidentState">, string> = {
  open: "Abierto",
  contained: "Contenido",
  closed: "Cerrado",
};

const es = {
  title: "Incidentes",
  lead: "El registro de incidentes de seguridad. Nada se borra: cada paso se añade.",
  csv: "Exportar CSV",
  state: "Estado",
  any: "Todos",
  states,
  become: { open: "Reabrir", contained: "Dar por contenido", closed: "Cerrar" },
  kinds,
  kind: "Qué es",
  none: "No hay incidentes.",
  aware: (date: string) => `conocido el ${date}`,
  awareAt: "Cuándo se supo",
  enter: "Registrar un incidente",
  noNames: "Sin datos personales: nombra personas y cosas por su identificador.",
  short: "En una frase",
  words: "Qué se sabe",
  subjects: "A quién y qué afecta",
  subjectsHint: "Identificadores de empresas, usuarios, sobres o documentos, separados por espacios.",
  breaches: "Violaciones de seguridad",
  history: "Historia",
  note: "Añadir una nota",
  byItself: "el servicio, por sí mismo",
};

const en: typeof es = {
  title: "Incidents",
  lead: "The register of security incidents. Nothing is deleted: each step is added.",
  csv: "Export CSV",
  state: "State",
  any: "All",
  states: { open: "Open", contained: "Contained", closed: "Closed" },
  become: { open: "Reopen", contained: "Mark as contained", closed: "Close" },
  kinds: {
    credential_loss: "Lost credentials",
    credential_theft: "Stolen credentials",
    impersonation: "Impersonation",
    unauthorised_access: "Unauthorised access",
    data_loss: "Loss of data",
    disclosure: "Disclosure of data",
    malware: "Malware",
    unavailability: "Unavailability",
    misuse: "Misuse",
    other: "Other",
  },
  kind: "What it is",
  none: "There are no incidents.",
  aware: (date) => `known on ${date}`,
  awareAt: "When it became known",
  enter: "Enter an incident",
  noNames: "Without personal data: name people and things by their ids.",
  short: "In a sentence",
  words: "What is known",
  subjects: "Whom and what it concerns",
  subjectsHint: "Ids of businesses, users, envelopes or documents, separated by spaces.",
  breaches: "Data breaches",
  history: "History",
  note: "Add a note",
  byItself: "the service, by itself",
};

export const INCIDENTS = { es, en };

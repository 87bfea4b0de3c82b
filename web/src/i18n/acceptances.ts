const es = {
  title: "Textos que han cambiado",
  lead: "Hay versiones nuevas. Hasta que las aceptes sigue valiendo la que aceptaste.",
  none: "No hay nada pendiente de aceptar.",
  texts: "Versiones nuevas",
  changed: (summary: string) => `Qué cambia: ${summary}`,
  accept: "Aceptar",
  notice: "Han cambiado textos que aceptaste.",
  read: "Leerlos y aceptar",
  versions: "Versiones aceptadas",
  versionsLead: "Quién está en qué versión de cada texto.",
  which: "Texto",
  kinds: { terms: "Condiciones", privacy: "Privacidad", processor: "Encargo de tratamiento" },
  on: (version: string | null) => (version === null ? "ninguna versión" : `versión ${version}`),
  pending: "Pendiente",
  current: "Al día",
};

const en: typeof es = {
  title: "Texts that have changed",
  lead: "There are new versions. Until you accept them, the one you accepted stays in force.",
  none: "Nothing is waiting to be accepted.",
  texts: "New versions",
  changed: (summary) => `What changes: ${summary}`,
  accept: "Accept",
  notice: "Texts that you accepted have changed.",
  read: "Read and accept them",
  versions: "Accepted versions",
  versionsLead: "Who is on which version of each text.",
  which: "Text",
  kinds: { terms: "Terms", privacy: "Privacy", processor: "Processor contract" },
  on: (version) => (version === null ? "no version" : `version ${version}`),
  pending: "Pending",
  current: "Up to date",
};

export const ACCEPTANCES = { es, en };

import type { Body } from "../api/schemas";

const es = {
  step: (step: number) => `Paso ${step} de 2`,
  welcome: "Te damos la bienvenida",
  welcomeLead: "Cuéntanos quién eres: así sabremos en qué idioma y a qué hora escribirte.",
  heading: "Quién eres",
  title: "Tus datos",
  since: (date: string) => `Tu cuenta existe desde el ${date}.`,
  name: "Nombre y apellidos",
  nameMissing: "Escribe tu nombre.",
  language: "Idioma de los correos",
  languageHint: "En él te escribe el servicio.",
  zone: "Zona horaria",
  zoneHint: "Para las fechas de los correos.",
  next: "Seguir",
  saving: "Guardando…",
  businesses: "Tus empresas",
  leave: "Dejarla",
  leaveTitle: (name: string) => `Dejar ${name}`,
  leaveText:
    "Dejarás de ver sus sobres y tus claves de API en ella dejan de valer. Lo que enviaste sigue su curso, en manos de quien la posee.",
  leaving: "Dejándola…",
  closing: "Cerrar tu cuenta",
  closingLead:
    "Tus sesiones y tus claves terminan en el acto, dejas las empresas de otros, y tu nombre y tu correo se borran. No tiene vuelta atrás.",
  obstacles: {
    owns_business: "Eres titular de una empresa: transfiérela o bórrala antes.",
    works_for_holder: "Trabajas para el servicio: antes tienes que dejar de hacerlo.",
  } as Record<Body<"ClosingObstacle">, string>,
  keptOf: {
    acceptances: "Lo que aceptaste",
    activity: "Los registros técnicos",
    signed: "Los documentos firmados y sus evidencias",
  } as Record<Body<"KeptOfAccount">, string>,
  keptFor: (what: string, years: number, ground: string) =>
    `${what}: ${years === 1 ? "1 año" : `${years} años`} más, porque la ley lo pide (${ground}).`,
  closingConfirmation: (email: string) => `Escribe «${email}» para confirmarlo`,
  close: "Cerrar la cuenta",
  closingNow: "Cerrándola…",
};

const en: typeof es = {
  step: (step) => `Step ${step} of 2`,
  welcome: "Welcome",
  welcomeLead: "Tell us who you are, so that we know in which language and at what hour to write to you.",
  heading: "Who you are",
  title: "Your details",
  since: (date) => `Your account exists since ${date}.`,
  name: "Full name",
  nameMissing: "Enter your name.",
  language: "Language of e-mails",
  languageHint: "The service writes to you in it.",
  zone: "Time zone",
  zoneHint: "For the dates in e-mails.",
  next: "Continue",
  saving: "Saving…",
  businesses: "Your businesses",
  leave: "Leave it",
  leaveTitle: (name) => `Leave ${name}`,
  leaveText:
    "You will no longer see its envelopes, and your API keys for it end. What you sent goes on, in the hands of its owner.",
  leaving: "Leaving…",
  closing: "Close your account",
  closingLead:
    "Your sessions and keys end at once, you leave the businesses of others, and your name and e-mail are erased. There is no way back.",
  obstacles: {
    owns_business: "You own a business: transfer it or delete it first.",
    works_for_holder: "You work for the service: leave it first.",
  },
  keptOf: {
    acceptances: "What you accepted",
    activity: "Technical logs",
    signed: "Signed documents and their evidence",
  },
  keptFor: (what, years, ground) =>
    `${what}: for ${years === 1 ? "1 more year" : `${years} more years`}, because the law asks for it (${ground}).`,
  closingConfirmation: (email) => `Type “${email}” to confirm`,
  close: "Close the account",
  closingNow: "Closing…",
};

export const PERSON = { es, en };

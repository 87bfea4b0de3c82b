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
};

export const PERSON = { es, en };

import type { PasswordRule } from "../forms/password_rules";

const passwordRules: Record<PasswordRule, string> = {
  too_short: "8 caracteres o más",
  no_upper_case: "una mayúscula",
  no_lower_case: "una minúscula",
  no_digit: "una cifra",
  no_symbol: "un símbolo",
};

const es = {
  optional: "opcional",
  required: "Este dato hace falta.",
  show: "Mostrar",
  hide: "Ocultar",
  met: "Cumple: ",
  notMet: "Falta: ",
  passwordRules,
  accept: (title: string) => `He leído y acepto: ${title}`,
  mustAccept: "Abre el texto, léelo y acéptalo para seguir.",
  read: "Leer el texto",
  version: (version: string) => `Versión ${version}`,
  acceptButton: "Lo he leído y acepto",
  close: "Cerrar",
  cancel: "Cancelar",
  save: "Guardar",
  saving: "Guardando…",
  saved: "Guardado.",
  captchaWorking: "Tu navegador hace una cuenta para distinguirte de un robot; no tienes que hacer nada.",
  captchaReady: "Comprobado que no eres un robot, sin terceros y sin preguntarte nada.",
};

const en: typeof es = {
  optional: "optional",
  required: "This is needed.",
  show: "Show",
  hide: "Hide",
  met: "Met: ",
  notMet: "Missing: ",
  passwordRules: {
    too_short: "8 characters or more",
    no_upper_case: "a capital letter",
    no_lower_case: "a small letter",
    no_digit: "a digit",
    no_symbol: "a symbol",
  },
  accept: (title) => `I have read and accept: ${title}`,
  mustAccept: "Open the text, read it and accept it to go on.",
  read: "Read the text",
  version: (version) => `Version ${version}`,
  acceptButton: "I have read it and accept",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  saving: "Saving…",
  saved: "Saved.",
  captchaWorking: "Your browser does a sum to tell you from a robot; there is nothing for you to do.",
  captchaReady: "Checked that you are no robot, without third parties and without asking you anything.",
};

export const FORMS = { es, en };

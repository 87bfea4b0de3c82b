import type { Body } from "../api/schemas";

export const TROUBLES: readonly Body<"CredentialTrouble">[] = ["loss", "theft", "impersonation"];

const kinds: Record<Body<"CredentialTrouble">, string> = {
  loss: "He perdido el móvil, el ordenador o la contraseña",
  theft: "Me los han robado",
  impersonation: "Alguien se hace pasar por mí",
};

const es = {
  asks: "Sin entrar y a cualquier hora",
  title: "Avisar de una pérdida o un robo",
  lead: "Te mandaremos un correo. Al confirmarlo terminan en el acto todas tus sesiones, claves y enlaces, y habrá que poner otra contraseña.",
  what: "Qué ha pasado",
  kinds,
  words: "Algo que debamos saber",
  wordsHint: "No escribas contraseñas ni códigos.",
  submit: "Avisar",
  submitting: "Avisando…",
  onlyForgotten: "¿Solo la has olvidado?",
  toReset: "Poner otra contraseña",
  sent: "Mira tu correo",
  sentText: (address: string) =>
    `Si ${address} tiene cuenta, le hemos mandado un mensaje. Ábrelo y confirma para cerrar todo.`,
  sentHint: "Si tampoco puedes leer tu correo, escribe a quien aparece en la política de privacidad.",
  confirmTitle: "¿Cerramos todo?",
  confirmText:
    "Terminarán tus sesiones en todos los aparatos, tus claves de API y tus enlaces para firmar. Después pondrás otra contraseña.",
  confirm: "Sí, cerrar todo",
  confirming: "Cerrando…",
  secured: "Todo está cerrado",
  securedText: "Nadie puede entrar con lo que se perdió. Pon ahora otra contraseña.",
  own: "¿Has perdido o te han robado un dispositivo, o sospechas de alguien?",
  ownText:
    "Cierra todas tus sesiones, claves y enlaces en el acto. Tendrás que poner otra contraseña por correo.",
  ownConfirm: "Cerrar todo ahora",
};

const en: typeof es = {
  asks: "Without signing in, at any hour",
  title: "Report a loss or a theft",
  lead: "We will send you an e-mail. When you confirm it, all your sessions, keys and links end at once, and another password has to be set.",
  what: "What happened",
  kinds: {
    loss: "I lost the phone, the computer or the password",
    theft: "They were stolen",
    impersonation: "Somebody pretends to be me",
  },
  words: "Something we should know",
  wordsHint: "Do not write passwords or codes.",
  submit: "Report",
  submitting: "Reporting…",
  onlyForgotten: "Have you only forgotten it?",
  toReset: "Set another password",
  sent: "Look at your e-mail",
  sentText: (address) =>
    `If ${address} has an account, we have sent it a message. Open it and confirm to close everything.`,
  sentHint: "If you cannot read your e-mail either, write to the contact in the privacy policy.",
  confirmTitle: "Close everything?",
  confirmText:
    "Your sessions on all devices, your API keys and your signing links will end. Afterwards you set another password.",
  confirm: "Yes, close everything",
  confirming: "Closing…",
  secured: "Everything is closed",
  securedText: "Nobody can enter with what was lost. Set another password now.",
  own: "Was a device lost or stolen, or do you suspect somebody?",
  ownText:
    "Close all your sessions, keys and links at once. You will have to set another password by e-mail.",
  ownConfirm: "Close everything now",
};

export const CREDENTIALS = { es, en };

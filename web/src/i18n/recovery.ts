import type { Body } from "../api/schemas";

type State = Body<"RecoveryState">;

const states: Record<State, { title: string; text: (date: string) => string }> = {
  awaiting_confirmation: {
    title: "¿Pediste volver a tu cuenta?",
    text: (date) =>
      `Si fuiste tú, sigue: te diremos cómo enseñarnos quién eres. Puedes hacerlo hasta el ${date}. Si no, cierra esta página: no cambia nada.`,
  },
  awaiting_identity: {
    title: "Ahora, enséñanos quién eres",
    text: (date) =>
      `Te hemos mandado un correo que explica cómo. Escríbenos con la referencia antes del ${date}. Nunca te pediremos contraseñas ni códigos.`,
  },
  awaiting_approval: {
    title: "Falta una segunda persona",
    text: (date) => `Alguien de nuestro equipo te ha identificado. Otra persona decide antes del ${date}.`,
  },
  waiting: {
    title: "Se están esperando tres días",
    text: (date) =>
      `El ${date} se quitan la contraseña y los segundos factores, y podrás poner otra contraseña. Si no lo pediste, o ya has encontrado tu factor, páralo.`,
  },
  done: {
    title: "Ya puedes volver a tu cuenta",
    text: () => "La contraseña y los segundos factores se han quitado. Pon ahora otra contraseña.",
  },
  stopped: {
    title: "Se ha parado",
    text: () =>
      "No ha cambiado nada. Si no lo pediste tú, cambia la contraseña de tu correo: alguien más lo lee.",
  },
  refused: { title: "No se ha admitido", text: () => "No ha cambiado nada. Te hemos mandado un correo." },
  expired: { title: "Ha terminado el plazo", text: () => "No ha cambiado nada. Puedes pedirlo de nuevo." },
  lapsed: { title: "Ha terminado el plazo", text: () => "No ha cambiado nada. Puedes pedirlo de nuevo." },
  unknown_address: {
    title: "Ha terminado el plazo",
    text: () => "No ha cambiado nada. Puedes pedirlo de nuevo.",
  },
};

const es = {
  asks: "Con dos personas de nuestro equipo",
  title: "Volver a mi cuenta",
  lead: "Para quien ha perdido la contraseña, el segundo factor y los códigos de recuperación. Confirmas desde tu correo, nos enseñas quién eres, lo aprueba una segunda persona y esperamos tres días, por si no eras tú.",
  words: "Qué ha pasado",
  wordsHint: "No escribas contraseñas ni códigos.",
  submit: "Empezar",
  submitting: "Enviando…",
  onlyPassword: "¿Tienes aún tu segundo factor o un código?",
  toReset: "Poner otra contraseña",
  sent: "Mira tu correo",
  sentText: (address: string) =>
    `Si ${address} tiene cuenta, le hemos mandado un mensaje. Ábrelo y confirma que eres tú quien lo pide.`,
  sentHint: "Si no llega en unos minutos, mira en el correo no deseado.",
  states,
  reference: "Referencia",
  opening: "Abriendo el enlace…",
  confirm: "Sí, soy yo",
  confirming: "Enviando…",
  stop: "Parar",
  stopping: "Parando…",
  stopTitle: "¿Parar la petición?",
  stopText: "No se quitará nada de tu cuenta, y lo anotaremos como un posible intento de suplantación.",
  invalid: "Este enlace no funciona",
  again: "Pedirlo de nuevo",
};

const en: typeof es = {
  asks: "With two people of our team",
  title: "Get back into my account",
  lead: "For those who have lost password, second factor and recovery codes. You confirm from your mailbox, show us who you are, a second person approves it, and we wait three days in case it was not you.",
  words: "What happened",
  wordsHint: "Do not write passwords or codes.",
  submit: "Begin",
  submitting: "Sending…",
  onlyPassword: "Do you still have your second factor or a code?",
  toReset: "Set another password",
  sent: "Look at your e-mail",
  sentText: (address) =>
    `If ${address} has an account, we have sent it a message. Open it and confirm that it is you who asks.`,
  sentHint: "If it does not arrive within minutes, check your spam.",
  states: {
    awaiting_confirmation: {
      title: "Did you ask to get back into your account?",
      text: (date) =>
        `If it was you, go on: we tell you how to show us who you are. You can do so until ${date}. If not, close this page: nothing changes.`,
    },
    awaiting_identity: {
      title: "Now show us who you are",
      text: (date) =>
        `We have sent you an e-mail that explains how. Write to us with the reference before ${date}. We will never ask you for passwords or codes.`,
    },
    awaiting_approval: {
      title: "A second person is needed",
      text: (date) => `Somebody of our team has identified you. Somebody else decides before ${date}.`,
    },
    waiting: {
      title: "Three days are passing",
      text: (date) =>
        `On ${date} password and second factors are removed, and you can set another password. If it was not you who asked, or you have found your factor, stop it.`,
    },
    done: {
      title: "You can get back into your account",
      text: () => "Password and second factors were removed. Set another password now.",
    },
    stopped: {
      title: "It was stopped",
      text: () =>
        "Nothing has changed. If it was not you who asked, change the password of your mailbox: somebody else reads it.",
    },
    refused: { title: "It was refused", text: () => "Nothing has changed. We have sent you an e-mail." },
    expired: { title: "The time is over", text: () => "Nothing has changed. You can ask again." },
    lapsed: { title: "The time is over", text: () => "Nothing has changed. You can ask again." },
    unknown_address: { title: "The time is over", text: () => "Nothing has changed. You can ask again." },
  },
  reference: "Reference",
  opening: "Opening the link…",
  confirm: "Yes, it is me",
  confirming: "Sending…",
  stop: "Stop it",
  stopping: "Stopping…",
  stopTitle: "Stop the request?",
  stopText: "Nothing of your account will be removed, and we note it as a possible attempt of impersonation.",
  invalid: "This link does not work",
  again: "Ask again",
};

export const RECOVERY = { es, en };

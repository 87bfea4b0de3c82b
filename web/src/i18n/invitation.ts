const es = {
  opening: "Abriendo la invitación…",
  asks: (who: string) => `${who} te invita a`,
  asksNobody: "Te invitan a",
  lead: "Podrás preparar, enviar y seguir los sobres de esta empresa. No pagas nada ni respondes de sus datos; puedes dejarla cuando quieras.",
  asUser: (email: string) => `Ya tienes cuenta como ${email}. Entra con ella para aceptar.`,
  asNewcomer: (email: string) =>
    `Crearemos tu cuenta con el correo ${email}, que es el que recibió la invitación.`,
  signInAndAccept: "Entrar y aceptar",
  registerAndAccept: "Crear mi cuenta y aceptar",
  accepting: "Aceptando…",
  decline: "No, gracias: rechazar la invitación",
  declined: "Invitación rechazada",
  declinedText: "No hay nada más que hacer. Puedes cerrar esta página.",
  invalid: "Esta invitación no es válida",
  ended: "Esta invitación ya no está abierta",
  toSignIn: "Entrar",
  states: {
    accepted: "Ya se aceptó: entra con tu cuenta.",
    declined: "Se rechazó. Si ha sido un error, pide otra a quien te invitó.",
    revoked: "Quien te invitó la ha retirado.",
    expired: "Ha caducado. Pide otra a quien te invitó.",
  },
};

const en: typeof es = {
  opening: "Opening the invitation…",
  asks: (who) => `${who} invites you to`,
  asksNobody: "You are invited to",
  lead: "You will be able to prepare, send and follow the envelopes of this business. You pay nothing and do not answer for its data; you can leave it whenever you like.",
  asUser: (email) => `You have an account as ${email}. Sign in with it to accept.`,
  asNewcomer: (email) =>
    `We will create your account with the e-mail ${email}, the one that received the invitation.`,
  signInAndAccept: "Sign in and accept",
  registerAndAccept: "Create my account and accept",
  accepting: "Accepting…",
  decline: "No, thanks: decline the invitation",
  declined: "Invitation declined",
  declinedText: "There is nothing else to do. You can close this page.",
  invalid: "This invitation is not valid",
  ended: "This invitation is no longer open",
  toSignIn: "Sign in",
  states: {
    accepted: "It was accepted already: sign in with your account.",
    declined: "It was declined. If that was a mistake, ask whoever invited you for another.",
    revoked: "Whoever invited you has taken it back.",
    expired: "It has expired. Ask whoever invited you for another.",
  },
};

export const INVITATION = { es, en };

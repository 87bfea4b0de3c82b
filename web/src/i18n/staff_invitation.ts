import type { Body } from "../api/schemas";

type Ended = Exclude<Body<"StaffInvitationState">, "invited">;

const ended: Record<Ended, string> = {
  awaiting_confirmation: "Todavía tiene que confirmarla otra persona.",
  accepted: "Ya se aceptó: entra con tu cuenta.",
  refused: "No se ha admitido.",
  withdrawn: "Quien te invitó la ha retirado.",
  expired: "Ha caducado. Pide otra a quien te invitó.",
};

const es = {
  title: "Trabajar para el servicio",
  asks: (name: string) => `Hola, ${name}`,
  lead: (roles: string) => `Te han invitado con estos papeles: ${roles}.`,
  asUser: (email: string) =>
    `Ya tienes cuenta como ${email}. Entra con ella; después, acepta los compromisos.`,
  asNewcomer: (email: string) =>
    `Crearemos tu cuenta con el correo ${email}. La contraseña la eliges tú y nadie más la sabe.`,
  signIn: "Entrar",
  accept: "Aceptar y entrar",
  joining: "Un momento…",
  thenFactor: "Después te pediremos un segundo factor: es obligatorio para el personal.",
  ended,
};

const en: typeof es = {
  title: "Work for the service",
  asks: (name) => `Hello, ${name}`,
  lead: (roles) => `You are invited in these roles: ${roles}.`,
  asUser: (email) => `You have an account as ${email}. Sign in with it; then accept the commitments.`,
  asNewcomer: (email) =>
    `We will create your account with the e-mail ${email}. You choose the password and nobody else knows it.`,
  signIn: "Sign in",
  accept: "Accept and enter",
  joining: "One moment…",
  thenFactor: "Then we will ask for a second factor: staff must have one.",
  ended: {
    awaiting_confirmation: "Somebody else has yet to confirm it.",
    accepted: "It was accepted already: sign in with your account.",
    refused: "It was not admitted.",
    withdrawn: "Whoever invited you has taken it back.",
    expired: "It has expired. Ask whoever invited you for another.",
  },
};

export const STAFF_INVITATION = { es, en };

import type { Body } from "../api/schemas";

const states: Record<Body<"RecoveryState">, string> = {
  awaiting_confirmation: "Espera confirmación",
  awaiting_identity: "Espera identificación",
  awaiting_approval: "Espera a otra persona",
  waiting: "En espera de tres días",
  done: "Hecha",
  stopped: "Parada desde su correo",
  refused: "No admitida",
  expired: "Fuera de plazo",
  lapsed: "Sin confirmar",
  unknown_address: "Sin cuenta",
};
const proofs: Record<Body<"IdentityProof">, string> = {
  in_person: "En persona",
  video_call: "Por videollamada",
  qualified_signature: "Escrito con firma cualificada",
};

const es = {
  title: "Recuperar cuentas",
  lead: "Quien ha perdido la contraseña, el segundo factor y los códigos vuelve a su cuenta con dos personas distintas y tres días de espera. Nadie decide sobre su propia cuenta.",
  underWay: "En curso",
  ended: "Terminadas",
  none: "No hay ninguna.",
  states,
  proofs,
  closed: "cuenta cerrada",
  ofStaff: "Cuenta del personal: solo la atiende quien admite al personal.",
  asked: (date: string) => `pedida el ${date}`,
  until: (date: string) => `hasta el ${date}`,
  resets: (date: string) => `los factores se quitan el ${date}`,
  identified: (name: string, proof: string) => `${proof.toLowerCase()}, con ${name}`,
  decided: (name: string) => `decidió ${name}`,
  says: (words: string) => `dice: «${words}»`,
  identify: "Identificar",
  identifyTitle: "Ha enseñado quién es",
  identifyText:
    "Compara nombre y cara con un documento oficial y haz que confirme algo que solo sabe el titular. No guardes copia ni apuntes números de documentos.",
  how: "Cómo",
  reason: "Qué has comprobado",
  approve: "Aprobar",
  refuse: "No admitir",
  refuseTitle: "No admitir la petición",
  why: "Motivo",
};

const en: typeof es = {
  title: "Recover accounts",
  lead: "Who lost password, second factor and codes gets back into the account with two different people and three days of waiting. Nobody decides about their own account.",
  underWay: "Under way",
  ended: "Ended",
  none: "There are none.",
  states: {
    awaiting_confirmation: "Awaits confirmation",
    awaiting_identity: "Awaits identification",
    awaiting_approval: "Awaits somebody else",
    waiting: "In its three days of waiting",
    done: "Done",
    stopped: "Stopped from its mailbox",
    refused: "Refused",
    expired: "Out of time",
    lapsed: "Not confirmed",
    unknown_address: "No account",
  },
  proofs: {
    in_person: "In person",
    video_call: "By video call",
    qualified_signature: "Statement with a qualified signature",
  },
  closed: "closed account",
  ofStaff: "An account of the staff: only who lets staff in sees to it.",
  asked: (date) => `asked for on ${date}`,
  until: (date) => `until ${date}`,
  resets: (date) => `factors are removed on ${date}`,
  identified: (name, proof) => `${proof.toLowerCase()}, with ${name}`,
  decided: (name) => `${name} decided`,
  says: (words) => `says: “${words}”`,
  identify: "Identify",
  identifyTitle: "They have shown who they are",
  identifyText:
    "Compare name and face with an official document, and have them confirm something that only the account's owner knows. Keep no copy and note no numbers of documents.",
  how: "How",
  reason: "What you compared",
  approve: "Approve",
  refuse: "Refuse",
  refuseTitle: "Refuse the request",
  why: "Reason",
};

export const STAFF_RECOVERIES = { es, en };

import type { Body } from "../api/schemas";
import { STAFF } from "./staff";

type State = Body<"ReviewState">;
const states: Record<State, string> = {
  open: "Abierta",
  overdue: "Fuera de plazo",
  signed: "Firmada",
  lapsed: "Cerrada sin firmar",
};
const kinds: Record<Body<"ItemKind">, string> = {
  staff: "Personal",
  guest: "Persona invitada",
  api_key: "Clave de API",
};

const es = {
  title: "Revisión de accesos",
  lead: "Cada trimestre, una mirada a quién puede entrar en la empresa: confirma a quien deba seguir y retira lo demás.",
  staffLead: "Cada trimestre, una mirada a quién trabaja para el servicio y con qué papeles.",
  none: "Todavía no hay ninguna. La primera se abre al empezar el próximo trimestre.",
  quarter: (quarter: string) => {
    const [year, number] = quarter.split("-Q");
    return `${number}.º trimestre de ${year}`;
  },
  progress: (done: number, of: number) => `${done} de ${of} decididos`,
  due: (date: string) => `hasta el ${date}`,
  states,
  reviewLead: "Retirar un acceso tiene efecto en el acto.",
  access: "Accesos",
  kinds,
  roles: { owner: "propietaria", guest: "invitada", ...STAFF.es.roleNames } as Record<string, string>,
  since: (date: string) => `desde el ${date}`,
  used: (date: string) => `usado el ${date}`,
  unused: "sin usar",
  committed: (date: string) => `compromisos hasta el ${date}`,
  trained: (date: string) => `formación hasta el ${date}`,
  missing: { commitment: "SIN compromisos vigentes", training: "SIN formación vigente" },
  confirm: "Confirmar",
  remove: "Retirar",
  decisions: { confirmed: "Confirmado", removed: "Retirado" },
  signOff: "Firmar la revisión",
  signOffLead: (left: number, date: string) =>
    left === 0
      ? `Todo está decidido. Fírmala antes del ${date}.`
      : `Faltan ${left} por decidir, hasta el ${date}.`,
  sign: "Firmar la revisión",
  record: "Constancia",
  signed: (date: string) => `Firmada el ${date}. Nadie puede cambiarla; esta es su huella:`,
};

const en: typeof es = {
  title: "Access review",
  lead: "Every quarter, a look at who may enter the business: confirm who should stay and remove the rest.",
  staffLead: "Every quarter, a look at who works for the service and in which roles.",
  none: "There is none yet. The first opens when the next quarter begins.",
  quarter: (quarter) => {
    const [year, number] = quarter.split("-Q");
    return `Quarter ${number} of ${year}`;
  },
  progress: (done, of) => `${done} of ${of} decided`,
  due: (date) => `until ${date}`,
  states: { open: "Open", overdue: "Overdue", signed: "Signed", lapsed: "Closed unsigned" },
  reviewLead: "Removing an access takes effect at once.",
  access: "Access",
  kinds: { staff: "Staff", guest: "Guest", api_key: "API key" },
  roles: { owner: "owner", guest: "guest", ...STAFF.en.roleNames },
  since: (date) => `since ${date}`,
  used: (date) => `used on ${date}`,
  unused: "unused",
  committed: (date) => `commitments until ${date}`,
  trained: (date) => `training until ${date}`,
  missing: { commitment: "NO commitments in force", training: "NO training in force" },
  confirm: "Confirm",
  remove: "Remove",
  decisions: { confirmed: "Confirmed", removed: "Removed" },
  signOff: "Sign the review",
  signOffLead: (left, date) =>
    left === 0
      ? `Everything is decided. Sign it before ${date}.`
      : `${left} are still to be decided, until ${date}.`,
  sign: "Sign the review",
  record: "Record",
  signed: (date) => `Signed on ${date}. Nobody can change it; this is its digest:`,
};

export const REVIEWS = { es, en };

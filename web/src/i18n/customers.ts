import type { Body } from "../api/schemas";

type State = Body<"CustomerSummary">["state"];

const states: Record<State, string> = {
  pending_payment: "Por pagar",
  active: "Activa",
  download_only: "Solo descargas",
  blocked: "Bloqueada",
  purged: "Borrada",
};

const es = {
  title: "Clientes",
  lead: "Para ayudar a quien lo pide: estado, fechas y números, nada de sus documentos. Queda constancia de qué buscas y por qué.",
  query: "A quién buscas",
  queryHint: "El identificador, el NIF o el correo del propietario, enteros; o tres letras o más del nombre.",
  reason: "Motivo",
  reasonHint: "Por ejemplo, la referencia de su consulta.",
  search: "Buscar",
  searching: "Buscando…",
  found: "Encontrado",
  none: "No hay ningún cliente así.",
  states,
  since: "Cliente desde",
  members: "Miembros",
  documents: "Documentos",
  sent: "Sobres enviados",
  open: "Sobres en curso",
  lastSent: "Último envío",
  never: "nunca",
};

const en: typeof es = {
  title: "Customers",
  lead: "To help whoever asks for it: state, dates and numbers, nothing of their documents. What you look for, and why, is recorded.",
  query: "Whom you look for",
  queryHint: "The id, the tax id or the owner’s e-mail, whole; or three letters or more of the name.",
  reason: "Reason",
  reasonHint: "For instance, the reference of their question.",
  search: "Search",
  searching: "Searching…",
  found: "Found",
  none: "There is no such customer.",
  states: {
    pending_payment: "To be paid",
    active: "Active",
    download_only: "Downloads only",
    blocked: "Blocked",
    purged: "Purged",
  },
  since: "Customer since",
  members: "Members",
  documents: "Documents",
  sent: "Envelopes sent",
  open: "Envelopes under way",
  lastSent: "Last sent",
  never: "never",
};

export const CUSTOMERS = { es, en };

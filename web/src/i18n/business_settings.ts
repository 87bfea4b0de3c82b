import type { Body } from "../api/schemas";

const es = {
  title: "Cambiar los datos de la empresa",
  lead: "Cada cambio queda anotado con lo que había antes.",
  data: "Datos",
  promotion: "Uso del nombre",
  promotionLead:
    "Según los términos, el servicio puede decir que la empresa es cliente suya, con su nombre y su logotipo. Puedes oponerte cuando quieras.",
  promotionAllowed: "El servicio puede nombrar a la empresa como cliente",
  history: "Cambios anteriores",
  historyNone: "No ha cambiado nada.",
  names: {
    name: "Nombre",
    customer_kind: "Cómo contrata",
    tax_id: "Identificación fiscal",
    country: "País",
    address: "Domicilio",
    promotion_allowed: "Uso del nombre",
    privacy_contacts: "Contactos de protección de datos",
    deletion_requested_at: "Petición de borrado",
  } as Record<string, string>,
  kinds: { company: "empresa o profesional", consumer: "consumidor" } as Record<string, string>,
  yes: "sí",
  no: "no",
  nothing: "nada",
  changed: (before: string, after: string) => `${before} → ${after}`,
  deletion: "Borrar la empresa",
  deletionLead:
    "El plan termina, los datos se bloquean y se destruyen cuando se cumplen los plazos legales. Puedes retirarlo hasta que se bloqueen.",
  confirmation: (name: string) => `Escribe «${name}» para confirmarlo`,
  askDeletion: "Pedir el borrado",
  asking: "Pidiéndolo…",
  deletionAsked: (date: string) => `El borrado se pidió el ${date}.`,
  takeBack: "Retirar la petición",
  waive: "Renuncio a los días de descarga: bloquea los datos en cuanto termine el servicio",
  waiveHint: "Sin plan de pago es en el acto, y ya no podrás retirarlo.",
  serviceEnds: "Fin del servicio",
  blockedFrom: "Bloqueo de los datos",
  kept: {
    contract_and_billing: "Contrato y facturas",
    documents_and_evidence: "Documentos y evidencias",
    technical_logs: "Registros técnicos",
  } as Record<Body<"DataClass">, string>,
  keptFor: (years: number, ground: string) =>
    `${years === 1 ? "1 año" : `${years} años`} desde el bloqueo; después se destruyen (${ground})`,
  blockedMeans:
    "Bloqueados: nadie puede entrar, y solo se guardan para jueces, fiscales y autoridades. Los sobres que sigan en curso se anulan.",
  noticeGiven: "Con ello declaras, y te mandamos acuse de recibo:",
  withdrawInstead: (date: string) =>
    `Hasta el ${date} puedes desistir del contrato y recuperar lo pagado: hazlo antes, en la página de la suscripción.`,
};

const en: typeof es = {
  title: "Change the data of the business",
  lead: "Each change is noted with what was there before.",
  data: "Data",
  promotion: "Use of the name",
  promotionLead:
    "Under the terms, the service may say that the business is its customer, with name and logo. You can object whenever you like.",
  promotionAllowed: "The service may name the business as a customer",
  history: "Earlier changes",
  historyNone: "Nothing has changed.",
  names: {
    name: "Name",
    customer_kind: "Contracts as",
    tax_id: "Tax id",
    country: "Country",
    address: "Seat",
    promotion_allowed: "Use of the name",
    privacy_contacts: "Data protection contacts",
    deletion_requested_at: "Request for deletion",
  },
  kinds: { company: "company or professional", consumer: "consumer" },
  yes: "yes",
  no: "no",
  nothing: "nothing",
  changed: (before, after) => `${before} → ${after}`,
  deletion: "Delete the business",
  deletionLead:
    "The plan ends, the data is blocked, and it is destroyed once the legal periods are over. You can take it back until the data is blocked.",
  confirmation: (name) => `Type “${name}” to confirm`,
  askDeletion: "Ask for deletion",
  asking: "Asking…",
  deletionAsked: (date) => `Deletion was asked for on ${date}.`,
  takeBack: "Take the request back",
  waive: "I do without the days of downloads: block the data as soon as the service ends",
  waiveHint: "Without a paid plan that is at once, and you cannot take it back any more.",
  serviceEnds: "End of the service",
  blockedFrom: "Data blocked",
  kept: {
    contract_and_billing: "Contract and invoices",
    documents_and_evidence: "Documents and evidence",
    technical_logs: "Technical logs",
  },
  keptFor: (years, ground) =>
    `${years === 1 ? "1 year" : `${years} years`} from then on; destroyed afterwards (${ground})`,
  blockedMeans:
    "Blocked: nobody can enter, and it is kept only for judges, prosecutors and authorities. Envelopes still under way are voided.",
  noticeGiven: "By it you declare, and we send you a receipt:",
  withdrawInstead: (date) =>
    `Until ${date} you can withdraw from the contract and get back what you paid: do that first, on the page of the subscription.`,
};

export const BUSINESS_SETTINGS = { es, en };

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
    tax_id: "Identificación fiscal",
    country: "País",
    address: "Domicilio",
    promotion_allowed: "Uso del nombre",
    deletion_requested_at: "Petición de borrado",
  } as Record<string, string>,
  yes: "sí",
  no: "no",
  nothing: "nada",
  changed: (before: string, after: string) => `${before} → ${after}`,
  deletion: "Borrar la empresa",
  deletionLead:
    "Se borra con todo lo que contiene cuando se cumplen los plazos legales. No puede pedirse con sobres en curso ni con un plan contratado.",
  confirmation: (name: string) => `Escribe «${name}» para confirmarlo`,
  askDeletion: "Pedir el borrado",
  asking: "Pidiéndolo…",
  deletionAsked: (date: string) => `El borrado se pidió el ${date}.`,
  takeBack: "Retirar la petición",
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
    tax_id: "Tax id",
    country: "Country",
    address: "Seat",
    promotion_allowed: "Use of the name",
    deletion_requested_at: "Request for deletion",
  },
  yes: "yes",
  no: "no",
  nothing: "nothing",
  changed: (before, after) => `${before} → ${after}`,
  deletion: "Delete the business",
  deletionLead:
    "It is deleted with all that it contains once the legal periods are over. That cannot be asked for while envelopes are under way or a plan is contracted.",
  confirmation: (name) => `Type “${name}” to confirm`,
  askDeletion: "Ask for deletion",
  asking: "Asking…",
  deletionAsked: (date) => `Deletion was asked for on ${date}.`,
  takeBack: "Take the request back",
};

export const BUSINESS_SETTINGS = { es, en };

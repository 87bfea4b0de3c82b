const es = {
  title: "Ahora no se puede abrir",
  text: "El tratamiento de este documento está limitado a petición de una persona que figura en él. Si vuelve a poder firmarse, recibirás un correo.",
};

const en: typeof es = {
  title: "This cannot be opened now",
  text: "Processing of this document is restricted at the request of a person in it. If it can be signed again, you will get a mail.",
};

export const RESTRICTED = { es, en };

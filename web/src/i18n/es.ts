import type { SigningField } from "../api/schemas";

const kinds: Record<SigningField["kind"], string> = {
  signature: "Firma",
  initials: "Iniciales",
  date: "Fecha de la firma",
  name: "Nombre completo",
  email: "Correo electrónico",
  text: "Texto",
  checkbox: "Casilla",
};

/** The Spanish texts. Their shape is what every other language must have, or the build fails. */
export const es = {
  language: "Idioma",
  languageName: "Español",
  tagline: "Firma electrónica",
  loading: "Abriendo el documento…",
  close: "Cerrar",
  cancel: "Cancelar",
  retry: "Reintentar",
  report: "Denunciar este documento",
  byMessage: "Avisos por WhatsApp o SMS",
  stolen: "He perdido mi dispositivo",
  skipToForm: "Ir al formulario de firma",

  request: {
    pageTitle: (title: string) => `Firmar «${title}»`,
    asks: (sender: string) => `${sender} te pide que firmes`,
    hello: (name: string) => `Para ${name}`,
    until: (date: string) => `Puedes firmar hasta el ${date}`,
    parties: "Quién firma",
    you: "tú",
    states: {
      waiting: "Aún no le toca",
      notified: "Avisado",
      viewed: "Lo ha abierto",
      signed: "Ha firmado",
      declined: "Lo ha rechazado",
      bounced: "Correo no entregado",
    },
  },

  privacy: {
    heading: "Antes de darnos ningún dato",
    controller: (controller: string, sender: string) =>
      sender === controller
        ? `${controller} es responsable de tus datos y los trata para que puedas firmar este documento.`
        : `${sender} lo envía en nombre de ${controller}, responsable de tus datos, que los trata para que puedas firmar este documento.`,
    more: "Responsable, finalidad y tus derechos",
    who: "Responsable",
    taxId: "NIF",
    address: "Dirección",
    contact: "Contacto",
    purpose: "Finalidad",
    purposeText:
      "Recoger tu firma electrónica y las pruebas de ella: lo que escribes aquí, la fecha y la hora, tu dirección IP y tu navegador.",
    rights: "Tus derechos",
  },

  document: {
    heading: (count: number) => (count === 1 ? "El documento" : `Los ${count} documentos`),
    pages: (count: number) => (count === 1 ? "1 página" : `${count} páginas`),
    page: (page: number, of: number) => `Página ${page} de ${of}`,
    pageOf: (page: number, of: number, name: string) => `Página ${page} de ${of} de ${name}`,
    file: (name: string) => `Descargar ${name} (PDF)`,
    enlarge: (page: number) => `Ampliar la página ${page}`,
    failed: "Esta página no se ha podido cargar.",
    viewer: (name: string) => `${name}, en grande`,
    zoomIn: "Acercar",
    zoomOut: "Alejar",
    previous: "Página anterior",
    next: "Página siguiente",
    signHere: "Firma aquí",
  },

  form: {
    heading: "Tu firma",
    fields: "Tus datos",
    kinds,
    place: (page: number, name: string | null) =>
      name === null ? `Página ${page}` : `Página ${page} de ${name}`,
    showOnPage: (label: string) => `Ver «${label}» en el documento`,
    optional: "opcional",
    dateSet: "La pone el servicio en el momento de firmar.",
    missing: "Rellena este campo para firmar.",
    missingTick: "Marca esta casilla para firmar.",
    progress: (done: number, of: number) => `${done} de ${of} pasos hechos`,
    left: (count: number) => (count === 1 ? "Falta 1 paso" : `Faltan ${count} pasos`),
    next: "Siguiente",
    allDone: "Todo listo para firmar",
  },

  signature: {
    heading: "Tu firma",
    method: "Cómo quieres firmar",
    typed: "Escrita",
    drawn: "Dibujada",
    equal: "Las dos valen lo mismo.",
    typedLabel: "Escribe tu nombre y apellidos",
    preview: "Así se verá",
    draw: "Dibuja tu firma con el dedo, el ratón o un lápiz",
    clear: "Borrar",
    undo: "Deshacer trazo",
    surface: "Superficie para dibujar tu firma. Con teclado, elige «Escrita».",
    missingTyped: "Escribe tu nombre para firmar.",
    missingDrawn: "Dibuja tu firma, o elige «Escrita».",
  },

  consent: {
    heading: "Tu consentimiento",
    read: "Leer el texto",
    version: (version: string) => `versión ${version}`,
    accept: "He leído el texto y acepto firmar electrónicamente",
    acceptButton: "Lo he leído y acepto",
    withdraw: "Puedes retirarlo desmarcando la casilla hasta que firmes.",
    missing: "Abre el texto y acéptalo para firmar.",
    mustOpen: "Abre primero el texto: al final podrás aceptarlo.",
  },

  act: {
    sign: "Firmar",
    signTitle: (title: string) => `Firmar «${title}»`,
    sending: "Firmando…",
    legal: "Al pulsar «Firmar» firmas electrónicamente los documentos de esta página.",
    incomplete: (count: number) =>
      count === 1 ? "Falta una cosa antes de firmar:" : `Faltan ${count} cosas antes de firmar:`,
    decline: "No quiero firmar",
    declineHeading: "Rechazar la firma",
    declineWarning: (sender: string) =>
      `El proceso terminará para todos y no se podrá deshacer. Se lo diremos a ${sender} y a quienes fueron invitados, con tus palabras.`,
    reason: "Por qué no firmas",
    reasonMissing: "Escribe el motivo.",
    declineConfirm: "Rechazar definitivamente",
    declining: "Enviando…",
  },

  waiting: {
    offline: "No hay conexión",
    away: "El servicio no responde ahora mismo",
    kept: "No se ha perdido nada: lo que has rellenado sigue aquí y no hace falta que vuelvas a pulsar.",
    opening: "No se ha perdido nada. Seguimos solos en cuanto responda.",
    again: (seconds: number) => `Lo intentamos de nuevo en ${seconds} s.`,
    trying: "Intentándolo de nuevo…",
    now: "Intentarlo ya",
    stop: "Dejar de intentarlo",
  },

  trouble: {
    refused: "No se ha podido completar",
    generic: "Algo ha fallado. Lo que has rellenado sigue aquí; inténtalo otra vez.",
    known: {
      "consent-outdated": "El texto del consentimiento ha cambiado. Ábrelo y acéptalo otra vez.",
      validation: "Alguno de los datos no es aceptable. Revísalos y vuelve a intentarlo.",
      "body-too-large": "Tu firma dibujada ocupa demasiado. Bórrala y dibújala más sencilla, o escríbela.",
    } as Readonly<Record<string, string>>,
  },

  outcome: {
    signed: "Has firmado",
    signedAt: (date: string) => `El ${date}.`,
    signedWaiting: "Faltan otras firmas. Cuando estén todas, te mandaremos por correo tu copia sellada.",
    signedSealing:
      "Todas las firmas están hechas. Estamos sellando el documento; esta página se actualiza sola.",
    completed: "Documento firmado y sellado",
    completedText:
      "Todas las partes han firmado. Guarda tu copia: lleva las firmas, el sello y el sello de tiempo.",
    download: "Descargar mi copia",
    declined: "Has rechazado firmar",
    declinedText: (sender: string) =>
      `Se lo hemos dicho a ${sender} con tus palabras. No tienes que hacer nada más.`,
    declinedByOther: "Este proceso se ha cancelado",
    declinedByOtherText:
      "Otra de las personas que tenían que firmar lo ha rechazado. Nadie más puede firmar.",
    voided: "Ya no hay que firmarlo",
    voidedText: (sender: string) => `El envío de ${sender} ha quedado anulado.`,
    reason: "Motivo",
    yourReason: "Tu motivo",
    expired: "El plazo para firmar ha terminado",
    expiredText: (sender: string) => `Si aún hace falta tu firma, pide a ${sender} que te lo envíe otra vez.`,
    expiredOn: (date: string) => `Terminó el ${date}.`,
    notYourTurn: "Aún no te toca firmar",
    notYourTurnText:
      "Antes tienen que firmar otras personas. Te avisaremos por correo en cuanto sea tu turno.",
    interrupted: "El servicio de quien te lo envía está interrumpido",
    interruptedText: (sender: string) =>
      `Ahora mismo no se puede firmar. El plazo está parado y tu firma no se pierde: ${sender} tiene que reactivar su servicio. Esta página se actualiza sola.`,
  },

  link: {
    expired: "Este enlace ha caducado",
    expiredText:
      "Los enlaces para firmar caducan por tu seguridad. Te mandamos uno nuevo al mismo correo en que recibiste este.",
    renew: "Mándame un enlace nuevo",
    renewing: "Enviando…",
    renewed: "Te hemos mandado un enlace nuevo",
    renewedText: (address: string) =>
      `Míralo en ${address}. Si no llega en unos minutos, revisa el correo no deseado.`,
    unknown: "Este enlace no es válido",
    unknownText:
      "Puede que esté cortado o que se haya sustituido por otro. Ábrelo desde el último correo que recibiste.",
    failed: "No hemos podido abrir esta página",
    failedText: "No es culpa tuya y no se ha perdido nada. Inténtalo otra vez dentro de un momento.",
  },

  verify: {
    pageTitle: "Confirma tu correo",
    heading: "Confirma tu correo",
    text: "Pulsa el botón para confirmar que esta dirección es tuya y terminar de crear tu cuenta.",
    confirm: "Confirmar mi correo",
    confirming: "Confirmando…",
    done: "Correo confirmado",
    doneText: "Tu cuenta está lista. Cuéntanos ahora quién eres.",
    next: "Seguir",
    again: "Te hemos mandado otro enlace; míralo en tu correo.",
    expired: "Este enlace ya no sirve",
    expiredText:
      "Ha caducado o ya se usó. Si tu cuenta no está confirmada, regístrate otra vez y te mandaremos otro.",
  },

  home: {
    pageTitle: "Rúbrica · Firma electrónica que se cumple sola",
    heading: "Firmas que se cumplen solas",
    lead: "Envías un PDF. Cada persona firma desde su correo, en el móvil y sin crear una cuenta. Todas las partes reciben el documento sellado, con pruebas que se comprueban sin nosotros.",
    points: [
      [
        "Cada firma es suya",
        "Un certificado de un solo uso por persona y acto, y una firma PAdES con sello de tiempo.",
      ],
      [
        "Nada se pierde",
        "Cada envío es un proceso duradero: espera, recuerda, reintenta y termina, aunque algo se caiga.",
      ],
      [
        "Pruebas, no promesas",
        "Un registro encadenado y un paquete que cualquiera valida con herramientas públicas.",
      ],
    ],
    start: "Crear una cuenta",
    signIn: "Entrar",
    docs: "Documentación de la API",
    received: "¿Has recibido un correo para firmar? Ábrelo y pulsa su botón: ese enlace es solo tuyo.",
  },
};

export type Messages = typeof es;

/** What all pages say while the service is less than complete. */
const es = {
  unpaid: (amount: string, month: string) => `Hay un pago pendiente: ${amount}, de ${month}.`,
  unpaidUntil: (day: string) =>
    `Si no se paga hasta el ${day} incluido, el servicio queda limitado a consultar y descargar.`,
  unpaidLate:
    "El servicio está limitado a consultar y descargar. Vuelve a estar completo en cuanto se pague.",
  unpaidEnds: (day: string) => `Si no se paga hasta el ${day} incluido, el contrato termina.`,
  pay: (amount: string) => `Pagar ${amount}`,
  leading: "Pasando a la página de pago…",
  details: "Ver la suscripción",
  pending: (plan: string) => `El plan ${plan} espera su primer pago.`,
  continue: "Terminar el pago",
  limited: {
    unpaid: "El servicio de esta empresa está limitado por un pago pendiente.",
    cancelled: "El plan de esta empresa se canceló y el servicio ha terminado.",
    withdrawn: "La empresa desistió del contrato y el servicio ha terminado.",
    holder_ended: "El contrato de esta empresa ha terminado.",
    misuse: "El servicio de esta empresa está limitado por una decisión sobre uso indebido.",
  } as Record<string, string>,
  can: "Puedes consultar y descargar; no subir, enviar ni firmar.",
  canUntil: (day: string) =>
    `Puedes consultar y descargar hasta el ${day} incluido; no subir, enviar ni firmar.`,
  export: "Exportar todo",
  askOwner: "Habla con la persona propietaria de la empresa.",
  limit: (included: number) => `Este mes ya se han enviado los ${included} sobres del plan.`,
  limitOut: "No se envían más hasta el mes que viene. Con otro plan se envían antes.",
  plans: "Ver los planes",
  noPlan: "Esta empresa todavía no tiene ningún plan.",
  noPlanText: "Puedes subir documentos, preparar sobres y enviar pruebas. Para enviar de verdad, elige uno.",
};

const en: typeof es = {
  unpaid: (amount, month) => `A payment is due: ${amount}, of ${month}.`,
  unpaidUntil: (day) =>
    `If it is not paid up to and including ${day}, the service is limited to looking and downloading.`,
  unpaidLate:
    "The service is limited to looking and downloading. It is complete again as soon as this is paid.",
  unpaidEnds: (day) => `If it is not paid up to and including ${day}, the contract ends.`,
  pay: (amount) => `Pay ${amount}`,
  leading: "Going to the payment page…",
  details: "See the subscription",
  pending: (plan) => `The plan ${plan} awaits its first payment.`,
  continue: "Finish the payment",
  limited: {
    unpaid: "The service of this business is limited by a payment that is due.",
    cancelled: "The plan of this business was cancelled and the service has ended.",
    withdrawn: "The business withdrew from the contract and the service has ended.",
    holder_ended: "The contract of this business has ended.",
    misuse: "The service of this business is limited by a decision on misuse.",
  },
  can: "You can look and download; not upload, send or sign.",
  canUntil: (day) => `You can look and download up to and including ${day}; not upload, send or sign.`,
  export: "Export everything",
  askOwner: "Talk to the owner of the business.",
  limit: (included) => `The plan's ${included} envelopes of this month have all been sent.`,
  limitOut: "No more are sent until next month. With another plan they are sent sooner.",
  plans: "See the plans",
  noPlan: "This business has no plan yet.",
  noPlanText: "You can upload documents, draft envelopes and send tests. To send for real, choose one.",
};

export const SERVICE_NOTICE = { es, en };

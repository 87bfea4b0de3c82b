/** What is said of a problem while its own sentence is not there. */
export const GENERAL_PROBLEMS = {
  es: {
    validation: "Hay datos que no son válidos: revísalos y vuelve a intentarlo.",
    "not-found": "Esto ya no existe o no es de esta empresa.",
    "authentication-required": "Tu sesión ha terminado: vuelve a entrar.",
    "service-unavailable": "Una parte del servicio no responde ahora; nada se pierde.",
    "internal-error": "Algo ha fallado por nuestra parte: vuelve a intentarlo.",
    "permission-missing": "Tu papel en esta empresa no permite hacer esto.",
  },
  en: {
    validation: "Some values are not valid: check them and try again.",
    "not-found": "This does not exist any more or belongs to another business.",
    "authentication-required": "Your session has ended: sign in again.",
    "service-unavailable": "A part of the service does not answer right now; nothing is lost.",
    "internal-error": "Something went wrong on our side: try again.",
    "permission-missing": "Your role in this business does not allow this.",
  },
};

const es = {
  email: "Correo electrónico",
  password: "Contraseña",
  emailMissing: "Escribe tu correo.",
  passwordMissing: "Escribe la contraseña.",
  signIn: {
    asks: "Tu área privada",
    title: "Entrar",
    lead: "Aquí están tus sobres, sus evidencias y quién puede verlos.",
    submit: "Entrar",
    submitting: "Entrando…",
    noAccount: "¿Todavía no tienes cuenta?",
    toSignUp: "Crear una cuenta",
    lost: "¿Pérdida, robo o suplantación?",
    toReport: "Avísanos",
  },
  signUp: {
    asks: "Sin coste y sin tarjeta",
    title: "Crear una cuenta",
    lead: "Primero confirmamos que el correo es tuyo; después nos cuentas quién eres y para qué empresa firmas.",
    submit: "Crear mi cuenta",
    submitting: "Creando…",
    haveAccount: "¿Ya tienes cuenta?",
    toSignIn: "Entrar",
    sent: "Mira tu correo",
    sentText: (address: string) =>
      `Hemos mandado un mensaje a ${address}. Ábrelo y pulsa su botón para seguir; el enlace vale 24 horas.`,
    sentHint: "Si no llega en unos minutos, busca en el correo no deseado.",
  },
};

const en: typeof es = {
  email: "E-mail",
  password: "Password",
  emailMissing: "Enter your e-mail.",
  passwordMissing: "Enter the password.",
  signIn: {
    asks: "Your private area",
    title: "Sign in",
    lead: "Your envelopes, their evidence, and who may see them are here.",
    submit: "Sign in",
    submitting: "Signing in…",
    noAccount: "No account yet?",
    toSignUp: "Create an account",
    lost: "Loss, theft or impersonation?",
    toReport: "Tell us",
  },
  signUp: {
    asks: "Free of charge, no card",
    title: "Create an account",
    lead: "First we confirm that the e-mail is yours; then you tell us who you are and for which business you sign.",
    submit: "Create my account",
    submitting: "Creating…",
    haveAccount: "Have an account already?",
    toSignIn: "Sign in",
    sent: "Look at your e-mail",
    sentText: (address) =>
      `We have sent a message to ${address}. Open it and press its button to go on; the link is valid for 24 hours.`,
    sentHint: "If it does not arrive within minutes, check your spam.",
  },
};

export const ACCOUNT = { es, en };

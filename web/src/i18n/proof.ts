import type { ProofKind } from "../api/schemas";

const kinds: Record<ProofKind, string> = {
  passkey: "Llave de acceso",
  totp: "Código de la aplicación",
  recovery_code: "Código de recuperación",
  password: "Contraseña",
};
const submit: Record<ProofKind, string> = {
  passkey: "Usar la llave de acceso",
  totp: "Confirmar",
  recovery_code: "Confirmar",
  password: "Confirmar",
};

const es = {
  how: "Cómo quieres confirmarlo",
  kinds,
  submit,
  submitting: "Comprobando…",
  missing: "Hace falta para seguir.",
  password: "Tu contraseña",
  totp: "Código de 6 cifras",
  totpHint: "El que muestra ahora tu aplicación de códigos.",
  recovery: "Código de recuperación",
  recoveryHint: "Uno de los que guardaste; cada uno vale una vez.",
  passkeyText: "El navegador te pedirá la huella, la cara o el PIN de este aparato, o tu llave de seguridad.",
  stepUpTitle: "Confirma que eres tú",
  stepUpText:
    "Lo que vas a hacer es delicado. Lo pedimos de nuevo para que nadie lo haga con tu sesión abierta.",
};

const en: typeof es = {
  how: "How do you want to prove it",
  kinds: {
    passkey: "Passkey",
    totp: "Code of the app",
    recovery_code: "Recovery code",
    password: "Password",
  },
  submit: {
    passkey: "Use the passkey",
    totp: "Confirm",
    recovery_code: "Confirm",
    password: "Confirm",
  },
  submitting: "Checking…",
  missing: "This is needed to go on.",
  password: "Your password",
  totp: "6-digit code",
  totpHint: "The one your code app shows now.",
  recovery: "Recovery code",
  recoveryHint: "One of those you kept; each is good once.",
  passkeyText:
    "The browser will ask for the fingerprint, face or PIN of this device, or for your security key.",
  stepUpTitle: "Confirm that it is you",
  stepUpText:
    "What you are about to do is sensitive. We ask again so that nobody does it with your open session.",
};

export const PROOF = { es, en };

import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import { newActKey } from "../api/act_key";
import type { Problem, Result } from "../api/problem";
import { askPasskey } from "../api/sessions";

/** What the browser hands over, as the API takes it. */
export type Credential = Record<string, unknown>;

/** Nobody touched the key in time, or it was called off. */
const CANCELLED: Problem = { status: 400, name: "passkey-cancelled", retryAfter: null, refused: [] };

export const passkeysWork = browserSupportsWebAuthn;

/** Asks the person for a passkey of theirs. */
export async function takePasskey(): Promise<Result<Credential>> {
  const asked = await askPasskey(newActKey());
  if (!asked.ok) return asked;
  const optionsJSON = asked.value.options as unknown as PublicKeyCredentialRequestOptionsJSON;
  return handedOver(startAuthentication({ optionsJSON }));
}

/** Makes a passkey with these options of the service. */
export function makePasskey(options: unknown): Promise<Result<Credential>> {
  const optionsJSON = options as PublicKeyCredentialCreationOptionsJSON;
  return handedOver(startRegistration({ optionsJSON }));
}

async function handedOver(asking: Promise<object>): Promise<Result<Credential>> {
  try {
    return { ok: true, value: { ...(await asking) } };
  } catch {
    return { ok: false, problem: CANCELLED };
  }
}

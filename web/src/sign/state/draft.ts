import type { ConsentText, SignatureRequest, SigningField, SigningView } from "../../api/schemas";
import type { Stroke } from "../form/strokes";

export type FieldValue = string | boolean;
export type Method = "typed" | "drawn";

/** What a signer has filled in so far. It survives reloads of the tab, never leaves it before signing. */
export interface Draft {
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly method: Method;
  readonly typed: string;
  readonly strokes: readonly Stroke[];
  /** Hash of the consent text that was opened. */
  readonly consentRead: string | null;
  /** Hash of the consent text that was accepted. */
  readonly consentGiven: string | null;
  readonly reason: string;
  /** Idempotency keys of the acts as they stand: an edit makes another act, and so needs another key. */
  readonly signKey: string | null;
  readonly declineKey: string | null;
}

export type Edit =
  | { readonly kind: "value"; readonly field: string; readonly value: FieldValue }
  | { readonly kind: "method"; readonly method: Method }
  | { readonly kind: "typed"; readonly text: string }
  | { readonly kind: "strokes"; readonly strokes: readonly Stroke[] }
  | { readonly kind: "consent-read"; readonly sha256: string }
  | { readonly kind: "consent-given"; readonly sha256: string }
  | { readonly kind: "consent-withdrawn" }
  | { readonly kind: "reason"; readonly text: string }
  | { readonly kind: "sign-key"; readonly key: string | null }
  | { readonly kind: "decline-key"; readonly key: string | null };

/** Kinds that the service fills itself when it signs. */
const FILLED_BY_SERVICE: ReadonlySet<SigningField["kind"]> = new Set(["signature", "date"]);

/** Whether the signer gives this field a value. */
export function isAsked(field: SigningField): boolean {
  return !FILLED_BY_SERVICE.has(field.kind);
}

/** The draft with which a signer starts: what the sender already knows is filled in, to be checked. */
export function emptyDraft(view: SigningView): Draft {
  const asked = view.documents.flatMap((document) => document.fields).filter(isAsked);
  return {
    values: Object.fromEntries(asked.map((field) => [field.id, firstValue(field, view)])),
    method: "typed",
    typed: view.signer_name,
    strokes: [],
    consentRead: null,
    consentGiven: null,
    reason: "",
    signKey: null,
    declineKey: null,
  };
}

function firstValue(field: SigningField, view: SigningView): FieldValue {
  switch (field.kind) {
    case "checkbox":
      return false;
    case "name":
      return view.signer_name;
    case "email":
      return view.signer_email;
    case "initials":
      return initials(view.signer_name);
    default:
      return "";
  }
}

/** The first letters of a name's words, as the service makes them: `MDMR` for María del Mar Ruiz. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  return words
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
}

/** The draft after an edit. Whatever changes the act drops its idempotency key. */
export function edited(draft: Draft, edit: Edit): Draft {
  switch (edit.kind) {
    case "sign-key":
      return { ...draft, signKey: edit.key };
    case "decline-key":
      return { ...draft, declineKey: edit.key };
    case "reason":
      return { ...draft, reason: edit.text, declineKey: null };
    case "consent-read":
      return { ...draft, consentRead: edit.sha256 };
    default:
      return { ...editedAct(draft, edit), signKey: null };
  }
}

type ActEdit = Exclude<Edit, { kind: "sign-key" | "decline-key" | "reason" | "consent-read" }>;

function editedAct(draft: Draft, edit: ActEdit): Draft {
  switch (edit.kind) {
    case "value":
      return { ...draft, values: { ...draft.values, [edit.field]: edit.value } };
    case "method":
      return { ...draft, method: edit.method };
    case "typed":
      return { ...draft, typed: edit.text };
    case "strokes":
      return { ...draft, strokes: edit.strokes };
    case "consent-given":
      return { ...draft, consentRead: edit.sha256, consentGiven: edit.sha256 };
    case "consent-withdrawn":
      return { ...draft, consentGiven: null };
  }
}

/** Whether this very text was accepted: a newer version has to be accepted anew. */
export function hasConsented(draft: Draft, consent: ConsentText): boolean {
  return draft.consentGiven === consent.sha256;
}

/** The body of the act of signing; `png` is the drawing in base64, needed when the method is drawn. */
export function signatureRequest(
  draft: Draft,
  view: SigningView,
  timeZone: string,
  png: () => string,
): SignatureRequest {
  const { version, language, sha256 } = view.consent;
  return {
    consent: { version, language, sha256 },
    signature:
      draft.method === "typed"
        ? { method: "typed", text: draft.typed.trim() }
        : { method: "drawn", png: png() },
    values: Object.fromEntries(Object.entries(draft.values).map(([id, value]) => [id, trimmed(value)])),
    time_zone: timeZone,
  };
}

function trimmed(value: FieldValue): FieldValue {
  return typeof value === "string" ? value.trim() : value;
}

import type { SigningField, SigningView } from "../src/api/schemas";

/** A field in the middle of the first page; `changes` says what is different about it. */
export function field(
  id: string,
  kind: SigningField["kind"] = "text",
  changes: Partial<SigningField> = {},
): SigningField {
  return {
    id,
    kind,
    page: 1,
    x: 0.1,
    y: 0.5,
    width: 0.4,
    height: 0.03,
    required: true,
    label: "",
    ...changes,
  };
}

/** An envelope ready to be signed, whose fields come in no order. */
export function view(changes: Partial<SigningView> = {}): SigningView {
  return {
    status: "ready",
    envelope_id: "env_1",
    envelope_state: "sent",
    title: "Contrato",
    message: "",
    language: "es",
    sender_name: "Estudio",
    controller: { name: "Estudio", tax_id: null, address: "", contact_email: "a@b.example", rights_text: "" },
    signer_name: "Ana Gil",
    signer_email: "ana@correo.example",
    signers: [],
    documents: [
      {
        id: "doc_1",
        name: "contrato.pdf",
        sha256: "dd",
        pages: [
          { width: 595, height: 842 },
          { width: 595, height: 842 },
        ],
        fields: [
          field("date", "date", { page: 2, y: 0.9 }),
          field("read", "checkbox", { page: 2, y: 0.2, x: 0.5 }),
          field("sig", "signature", { page: 2, y: 0.2, x: 0.1 }),
          field("town"),
          field("mail", "email", { y: 0.4, required: false }),
          field("name", "name", { y: 0.3 }),
        ],
      },
    ],
    consent: { version: "2026-11-22", language: "es", sha256: "cc", title: "Consentimiento", body: "Texto." },
    expires_at: null,
    signed_at: null,
    reason: null,
    copy_ready: false,
    channels: [],
    test: false,
    ...changes,
  };
}

import type { components } from "../generated/api";

type Schemas = components["schemas"];

export type SigningView = Schemas["SigningView"];
export type SigningStatus = SigningView["status"];
export type SigningDocument = Schemas["SigningDocument"];
export type SigningField = Schemas["SigningField"];
export type OtherSigner = Schemas["OtherSigner"];
export type ConsentText = Schemas["ConsentText"];
export type SignatureRequest = Schemas["SignatureRequest"];
export type SignatureAnswer = Schemas["SignatureAnswer"];
export type LinkRenewal = Schemas["LinkRenewal"];

export type Me = Schemas["Me"];
export type BusinessPlace = Schemas["BusinessPlace"];
export type BusinessDraft = Schemas["BusinessDraft"];
export type BusinessView = Schemas["BusinessView"];
export type TermsText = Schemas["TermsText"];
export type TermsKind = TermsText["kind"];
export type EnvelopeSummary = Schemas["EnvelopeSummary"];
export type EnvelopeView = Schemas["EnvelopeView"];
export type EnvelopeState = EnvelopeView["state"];
export type Explanation = Schemas["Explanation"];
export type EvidenceEvent = Schemas["EventView"];
/** A schema of the API by its name. */
export type Body<Name extends keyof Schemas> = Schemas[Name];

export type SessionView = Schemas["SessionView"];
export type Factor = Schemas["FactorView"];
/** Ways to prove who one is. */
export type ProofKind = SessionView["factors"][number];
export type Proof = Schemas["StepUpRequest"]["proof"];
export type FactorProof = Exclude<Proof, { kind: "password" }>;

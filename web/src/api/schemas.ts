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

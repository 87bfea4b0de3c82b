import type { SigningField, SigningView } from "../../api/schemas";
import { hasInk } from "../form/strokes";
import { type Draft, hasConsented, isAsked } from "./draft";

/** A thing that must still be done before signing. */
export type Missing =
  | { readonly kind: "field"; readonly field: SigningField }
  | { readonly kind: "consent" }
  | { readonly kind: "signature" };

/** A field together with the document it lies on. */
export interface PlacedField {
  readonly field: SigningField;
  readonly documentId: string;
  readonly documentName: string;
}

/** All fields in the order a reader meets them: by document, page, then from top to bottom and left to right. */
export function inReadingOrder(view: SigningView): readonly PlacedField[] {
  return view.documents.flatMap((document) =>
    [...document.fields]
      .sort((a, b) => a.page - b.page || a.y - b.y || a.x - b.x)
      .map((field) => ({ field, documentId: document.id, documentName: document.name })),
  );
}

/** What is left to do, in the order in which the page presents it; empty when everything is ready to sign. */
export function missing(draft: Draft, view: SigningView): readonly Missing[] {
  const fields = inReadingOrder(view)
    .map((placed) => placed.field)
    .filter((field) => isAsked(field) && field.required && !isFilled(draft.values[field.id]))
    .map((field): Missing => ({ kind: "field", field }));
  const consent: Missing[] = hasConsented(draft, view.consent) ? [] : [{ kind: "consent" }];
  const signature: Missing[] = isSigned(draft) ? [] : [{ kind: "signature" }];
  return [...fields, ...signature, ...consent];
}

function isFilled(value: string | boolean | undefined): boolean {
  return typeof value === "string" ? value.trim() !== "" : value === true;
}

function isSigned(draft: Draft): boolean {
  return draft.method === "typed" ? draft.typed.trim() !== "" : hasInk(draft.strokes);
}

/** Identifier of the element that takes care of a missing thing. */
export function anchorOf(item: Missing): string {
  return item.kind === "field" ? `field-${item.field.id}` : item.kind;
}

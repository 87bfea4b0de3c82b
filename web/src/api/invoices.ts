import { client, settle } from "./client";
import type { Body } from "./schemas";

export type Invoice = Body<"InvoiceView">;

/** Invoices of the business, newest first (contract S19). */
export function listInvoices(after: string | undefined) {
  const query = after === undefined ? {} : { after };
  return settle(client.GET("/v1/invoices", { params: { query } }));
}

export type Claim = Body<"ClaimView">;

/** What the holder claims of the business, newest first (contract S9). */
export function listClaims() {
  return settle(client.GET("/v1/claims"));
}

export function readClaim(claim_id: string) {
  const options = { params: { path: { claim_id } }, parseAs: "blob" as const };
  return settle<Blob>(client.GET("/v1/claims/{claim_id}/pdf", options));
}

/** The document itself, asked for by a call, which names the business that the tab acts for. */
export function readInvoice(invoice_id: string, format: "pdf" | "xml") {
  const options = { params: { path: { invoice_id } }, parseAs: "blob" as const };
  return format === "pdf"
    ? settle<Blob>(client.GET("/v1/invoices/{invoice_id}/pdf", options))
    : settle<Blob>(client.GET("/v1/invoices/{invoice_id}/xml", options));
}

import { guarded, keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** Reports of documents, and what a business is told about decisions on them (contract A8). */

export function reportAsSigner(token: string, body: Body<"SignerReport">, key: string) {
  return settle(
    client.POST("/v1/signing/{token}/reports", { params: { path: { token }, ...keyed(key) }, body }),
  );
}

export function reportDocument(body: Body<"DocumentReport">, key: string, captcha: string) {
  return settle(client.POST("/v1/document-reports", { params: guarded(key, captcha), body }));
}

export function listStatements() {
  return settle(client.GET("/v1/misuse-decisions"));
}

export function appeal(decisionId: string, words: string, key: string) {
  const params = { path: { decision_id: decisionId }, ...keyed(key) };
  return settle(client.POST("/v1/misuse-decisions/{decision_id}/appeals", { params, body: { words } }));
}

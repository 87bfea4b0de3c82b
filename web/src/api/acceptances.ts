import { keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body, TermsKind } from "./schemas";

/** New versions of accepted texts (contract A3). */

export function acceptVersions(body: Body<"NewAcceptances">, key: string) {
  return settle(client.POST("/v1/me/acceptances", { params: keyed(key), body }));
}

/** Who is on which version of a text, for the holder; on one version alone where it is given. */
export function listStandings(kind: TermsKind, version: string | undefined, after: string | undefined) {
  const query = { ...(version === undefined ? {} : { version }), ...(after === undefined ? {} : { after }) };
  return settle(client.GET("/v1/staff/terms/{kind}/acceptances", { params: { path: { kind }, query } }));
}

/** The versions that there are of a text, newest first. */
export function readVersions(kind: TermsKind, language: "es" | "en") {
  return settle(client.GET("/v1/terms/{kind}", { params: { path: { kind }, query: { language } } }));
}

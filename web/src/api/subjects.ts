import { keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** What the business does about one data subject (contract P6, P7). */
export type SubjectPlace = Body<"SubjectPlaceView">;
export type Measure = Body<"MeasureView">;

export interface Wanted {
  readonly email: string;
  readonly name: string;
}

export function findSubject(wanted: Wanted, after: string | undefined) {
  const query = {
    ...(wanted.email === "" ? {} : { email: wanted.email }),
    ...(wanted.name === "" ? {} : { name: wanted.name }),
    ...(after === undefined ? {} : { after }),
  };
  return settle(client.GET("/v1/data-subjects", { params: { query } }));
}

export function listMeasures(after: string | undefined) {
  return settle(
    client.GET("/v1/data-subjects/measures", { params: { query: after === undefined ? {} : { after } } }),
  );
}

export function exportSubject(email: string, key: string) {
  return settle(client.POST("/v1/data-subjects/exports", { params: keyed(key), body: { email } }));
}

export function rectifySubject(body: Body<"RectificationDraft">, key: string) {
  return settle(client.POST("/v1/data-subjects/rectifications", { params: keyed(key), body }));
}

export function restrictSubject(body: Body<"RestrictionDraft">, key: string) {
  return settle(client.POST("/v1/data-subjects/restrictions", { params: keyed(key), body }));
}

export function eraseSubject(body: Body<"ErasureDraft">, key: string) {
  return settle(client.POST("/v1/data-subjects/erasures", { params: keyed(key), body }));
}

/** Redacts the texts that an erasure left on request. */
export function redactLeftTexts(id: string, body: Body<"RedactionDraft">, key: string) {
  return settle(
    client.POST("/v1/data-subjects/measures/{measure_id}/redact-texts", {
      params: { ...keyed(key), path: { measure_id: id } },
      body,
    }),
  );
}

export function releaseRestriction(id: string, reason: string, key: string) {
  return settle(
    client.POST("/v1/data-subjects/measures/{measure_id}/release", {
      params: { ...keyed(key), path: { measure_id: id } },
      body: { reason, subject_informed: true },
    }),
  );
}

/** Where the zip of an export, or a certificate, is fetched. */
export function measureFile(id: string, file: "content" | "certificate"): string {
  return `/v1/data-subjects/measures/${encodeURIComponent(id)}/${file}`;
}

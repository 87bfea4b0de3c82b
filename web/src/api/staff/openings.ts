import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Body } from "../schemas";

/** Openings of customers' documents: for minutes, recorded, shown to their owner (contract A8, S17). */

export function openReported(body: Body<"ReportedOpeningDraft">, key: string) {
  return settle(client.POST("/v1/staff/document-openings/reported", { params: keyed(key), body }));
}

export function askToOpenBlocked(body: Body<"BlockedOpeningDraft">, key: string) {
  return settle(client.POST("/v1/staff/document-openings/blocked", { params: keyed(key), body }));
}

export function listOwnOpenings() {
  return settle(client.GET("/v1/staff/document-openings"));
}

export function listAwaitingOpenings() {
  return settle(client.GET("/v1/staff/document-openings/awaiting"));
}

const at = (id: string, key: string) => ({ path: { document_opening_id: id }, ...keyed(key) });

export function approveOpening(id: string, key: string) {
  return settle(
    client.POST("/v1/staff/document-openings/{document_opening_id}/approve", { params: at(id, key) }),
  );
}

export function refuseOpening(id: string, reason: string, key: string) {
  const params = at(id, key);
  return settle(
    client.POST("/v1/staff/document-openings/{document_opening_id}/refuse", { params, body: { reason } }),
  );
}

export function startOpening(id: string, key: string) {
  return settle(
    client.POST("/v1/staff/document-openings/{document_opening_id}/start", { params: at(id, key) }),
  );
}

export function closeOpening(id: string, key: string) {
  return settle(
    client.POST("/v1/staff/document-openings/{document_opening_id}/close", { params: at(id, key) }),
  );
}

/** The law no longer forbids telling the owner, who is mailed. */
export function liftOpeningSilence(id: string, key: string) {
  return settle(
    client.POST("/v1/staff/document-openings/{document_opening_id}/lift-silence", { params: at(id, key) }),
  );
}

/** The picture of a page of an open document. Each time it is asked for is recorded. */
export function openedPage(id: string, page: number): string {
  return `/v1/staff/document-openings/${encodeURIComponent(id)}/pages/${page}.png?width=1200`;
}

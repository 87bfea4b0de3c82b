import { guarded, keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** Requests of data subjects: the public form, and the controller's answers (contract P6, P7). */

export function fileRightsRequest(body: Body<"RightsRequestDraft">, key: string, captcha: string) {
  return settle(client.POST("/v1/rights-requests", { params: guarded(key, captcha), body }));
}

export function confirmRightsRequest(token: string, key: string) {
  return settle(client.POST("/v1/rights-requests/confirm", { params: keyed(key), body: { token } }));
}

export function withdrawRightsRequest(token: string, key: string) {
  return settle(client.POST("/v1/rights-requests/withdraw", { params: keyed(key), body: { token } }));
}

export function listOwnRightsRequests(after: string | undefined) {
  return settle(
    client.GET("/v1/rights-requests", { params: { query: after === undefined ? {} : { after } } }),
  );
}

export function answerRightsRequest(id: string, body: Body<"RightsResolution">, key: string) {
  const params = { path: { part_id: id }, ...keyed(key) };
  return settle(client.POST("/v1/rights-requests/{part_id}/resolve", { params, body }));
}

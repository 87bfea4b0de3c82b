import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Body } from "../schemas";

/** Requests of data subjects as the dpo keeps them (contract P6, P7). */

export function listRightsRequests(running: boolean | null, after: string | undefined) {
  const query = { ...(running === null ? {} : { running }), ...(after === undefined ? {} : { after }) };
  return settle(client.GET("/v1/staff/rights-requests", { params: { query } }));
}

export function readRightsRequest(id: string) {
  return settle(client.GET("/v1/staff/rights-requests/{request_id}", { params: one(id) }));
}

export function registerRightsRequest(body: Body<"StaffRightsRequestDraft">, key: string) {
  return settle(client.POST("/v1/staff/rights-requests", { params: keyed(key), body }));
}

export function decideIdentity(id: string, body: Body<"IdentityDecision">, key: string) {
  const params = { ...one(id), ...keyed(key) };
  return settle(client.POST("/v1/staff/rights-requests/{request_id}/identity", { params, body }));
}

export function extendRightsRequest(id: string, reason: string, key: string) {
  const params = { ...one(id), ...keyed(key) };
  return settle(client.POST("/v1/staff/rights-requests/{request_id}/extend", { params, body: { reason } }));
}

export function resolveRightsRequest(id: string, body: Body<"RightsResolution">, key: string) {
  const params = { ...one(id), ...keyed(key) };
  return settle(client.POST("/v1/staff/rights-requests/{request_id}/resolve", { params, body }));
}

const one = (id: string) => ({ path: { request_id: id } });

import { keyed } from "./act_call";
import { client, settle } from "./client";

/** Who else processes the business's data, and the legal clocks that run towards it (contract P4). */

export function listOwnSubprocessors() {
  return settle(client.GET("/v1/businesses/current/subprocessors"));
}

const OBJECTION = "/v1/businesses/current/subprocessors/{subprocessor_id}/objection";
const one = (id: string) => ({ path: { subprocessor_id: id } });

export function objectToSubprocessor(id: string, reason: string) {
  return settle(client.PUT(OBJECTION, { params: one(id), body: { reason } }));
}

export function takeObjectionBack(id: string) {
  return settle(client.DELETE(OBJECTION, { params: one(id) }));
}

export function listDeadlines(after: string | undefined) {
  return settle(client.GET("/v1/deadlines", { params: { query: after === undefined ? {} : { after } } }));
}

export function readProcessingRecord(on: string) {
  const query = on === "" ? {} : { on };
  return settle(client.GET("/v1/processing-record", { params: { query } }));
}

export function listOwnBreaches() {
  return settle(client.GET("/v1/breaches"));
}

export function listPacks() {
  return settle(client.GET("/v1/evidence-packs"));
}

export function orderPack(key: string) {
  return settle(client.POST("/v1/evidence-packs", { params: keyed(key) }));
}

import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Result } from "../problem";
import type { Body } from "../schemas";

/** The register of sub-processors, kept by the dpo (contract P4). */

export function listSubprocessors() {
  return settle(client.GET("/v1/staff/subprocessors"));
}

export function announceSubprocessor(body: Body<"SubprocessorDraft">, key: string) {
  return settle(client.POST("/v1/staff/subprocessors", { params: keyed(key), body }));
}

const at = (id: string, key: string) => ({ path: { subprocessor_id: id }, ...keyed(key) });

export function withdrawSubprocessor(id: string, reason: string, key: string) {
  const params = at(id, key);
  return settle(
    client.POST("/v1/staff/subprocessors/{subprocessor_id}/withdraw", { params, body: { reason } }),
  );
}

export function endSubprocessor(id: string, reason: string, key: string) {
  const params = at(id, key);
  return settle(client.POST("/v1/staff/subprocessors/{subprocessor_id}/end", { params, body: { reason } }));
}

export function listAllPacks() {
  return settle(client.GET("/v1/staff/evidence-packs"));
}

export function orderPackFor(business_id: string, key: string) {
  return settle(client.POST("/v1/staff/evidence-packs", { params: keyed(key), body: { business_id } }));
}

const RECORD = "/v1/staff/processing-record";
const PART = 100;

function readPart(on: string, after: string | undefined, limit: number) {
  const query = { limit, ...(on === "" ? {} : { on }), ...(after === undefined ? {} : { after }) };
  return settle(client.GET(RECORD, { params: { query } }));
}

/** The controllers of the record of processing, part by part (contract P2). */
export async function listControllers(on: string, after: string | undefined) {
  const part = await readPart(on, after, 20);
  return part.ok
    ? { ok: true as const, value: { items: part.value.controllers, next: part.value.next ?? null } }
    : part;
}

/** The whole record in one piece, of however many parts. */
export async function wholeRecord(on: string): Promise<Result<Body<"ProcessingRecordView">>> {
  const first = await readPart(on, undefined, PART);
  if (!first.ok) return first;
  const controllers = [...first.value.controllers];
  let next = first.value.next ?? null;
  while (next !== null) {
    const part = await readPart(first.value.on, next, PART);
    if (!part.ok) return part;
    controllers.push(...part.value.controllers);
    next = part.value.next ?? null;
  }
  return { ok: true, value: { ...first.value, controllers, next: null } };
}

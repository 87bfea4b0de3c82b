import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Body } from "../schemas";

/** Instructions and disclosures as the dpo keeps them (contract P1, P3). */

const paged = (after: string | undefined) => (after === undefined ? {} : { after });
const one = (id: string, key: string) => ({ path: { instruction_id: id }, ...keyed(key) });
const duty = (id: string, key: string) => ({ path: { duty_id: id }, ...keyed(key) });

export function listAllInstructions(state: Body<"InstructionState"> | null, after: string | undefined) {
  const query = { ...(state === null ? {} : { state }), ...paged(after) };
  return settle(client.GET("/v1/staff/instructions", { params: { query } }));
}

export function acknowledgeInstruction(id: string, body: Body<"InstructionStatement">, key: string) {
  const params = one(id, key);
  return settle(client.POST("/v1/staff/instructions/{instruction_id}/acknowledge", { params, body }));
}

export function doubtInstruction(id: string, body: Body<"InstructionDoubt">, key: string) {
  return settle(client.POST("/v1/staff/instructions/{instruction_id}/doubt", { params: one(id, key), body }));
}

export function dispelDoubt(id: string, body: Body<"InstructionStatement">, key: string) {
  const params = one(id, key);
  return settle(client.POST("/v1/staff/instructions/{instruction_id}/dispel", { params, body }));
}

export function listAllDisclosures(after: string | undefined) {
  return settle(client.GET("/v1/staff/disclosures", { params: { query: paged(after) } }));
}

export function recordDisclosure(body: Body<"DisclosureDraft">, key: string) {
  return settle(client.POST("/v1/staff/disclosures", { params: keyed(key), body }));
}

export function listAllDuties(after: string | undefined) {
  return settle(client.GET("/v1/staff/disclosure-duties", { params: { query: paged(after) } }));
}

export function registerDuty(body: Body<"DutyDraft">, key: string) {
  return settle(client.POST("/v1/staff/disclosure-duties", { params: keyed(key), body }));
}

export function approveSilence(id: string, key: string) {
  const params = duty(id, key);
  return settle(client.POST("/v1/staff/disclosure-duties/{duty_id}/approve-silence", { params }));
}

export function liftSilence(id: string, key: string) {
  return settle(client.POST("/v1/staff/disclosure-duties/{duty_id}/lift-silence", { params: duty(id, key) }));
}

export function noteContact(id: string, body: Body<"DutyContact">, key: string) {
  const params = duty(id, key);
  return settle(client.POST("/v1/staff/disclosure-duties/{duty_id}/contact", { params, body }));
}

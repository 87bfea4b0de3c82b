import { keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** A controller's instructions, and what was handed over of its data (contract P1, P3). */

const paged = (after: string | undefined) => ({ query: after === undefined ? {} : { after } });
const one = (id: string, key: string) => ({ path: { instruction_id: id }, ...keyed(key) });

export function readBaseInstruction() {
  return settle(client.GET("/v1/base-instruction"));
}

export function listInstructions(after: string | undefined) {
  return settle(client.GET("/v1/instructions", { params: paged(after) }));
}

export function giveInstruction(body: Body<"InstructionDraft">, key: string) {
  return settle(client.POST("/v1/instructions", { params: keyed(key), body }));
}

export function amendInstruction(id: string, body: Body<"InstructionAmendment">, key: string) {
  return settle(client.POST("/v1/instructions/{instruction_id}/amend", { params: one(id, key), body }));
}

export function confirmInstruction(id: string, body: Body<"InstructionStatement">, key: string) {
  return settle(client.POST("/v1/instructions/{instruction_id}/confirm", { params: one(id, key), body }));
}

export function withdrawInstruction(id: string, body: Body<"InstructionStatement">, key: string) {
  return settle(client.POST("/v1/instructions/{instruction_id}/withdraw", { params: one(id, key), body }));
}

export function listOwnDisclosures(after: string | undefined) {
  return settle(client.GET("/v1/disclosures", { params: paged(after) }));
}

export function listOwnDuties(after: string | undefined) {
  return settle(client.GET("/v1/disclosure-duties", { params: paged(after) }));
}

import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Body } from "../schemas";

/** The register of personal-data breaches, and what staff do about one (contract P8). */

export function listBreaches() {
  return settle(client.GET("/v1/staff/breaches"));
}

export function registerBreach(body: Body<"BreachDraft">, key: string) {
  return settle(client.POST("/v1/staff/breaches", { params: keyed(key), body }));
}

export function readBreach(id: string) {
  return settle(client.GET("/v1/staff/breaches/{breach_id}", { params: { path: { breach_id: id } } }));
}

const at = (id: string, key: string) => ({ path: { breach_id: id }, ...keyed(key) });

export function chargeOthers(id: string, body: Body<"BreachCharge">) {
  const params = { path: { breach_id: id } };
  return settle(client.PUT("/v1/staff/breaches/{breach_id}/charge", { params, body }));
}

export function assessBreach(id: string, body: Body<"AssessmentDraft">, key: string) {
  return settle(client.POST("/v1/staff/breaches/{breach_id}/assessments", { params: at(id, key), body }));
}

export function notifyControllers(id: string, assessment: number, key: string) {
  const body = { assessment };
  return settle(client.POST("/v1/staff/breaches/{breach_id}/notify", { params: at(id, key), body }));
}

export function sayUnlikely(id: string, reason: string, key: string) {
  const body = { reason };
  return settle(client.POST("/v1/staff/breaches/{breach_id}/unlikely", { params: at(id, key), body }));
}

export function approveUnlikely(id: string, key: string) {
  return settle(client.POST("/v1/staff/breaches/{breach_id}/unlikely/approve", { params: at(id, key) }));
}

export function keepFacts(id: string, body: Body<"AuthorityFactsDraft">) {
  const params = { path: { breach_id: id } };
  return settle(client.PUT("/v1/staff/breaches/{breach_id}/authority-facts", { params, body }));
}

export function noteFiling(id: string, reference: string, key: string) {
  const body = { reference };
  return settle(
    client.POST("/v1/staff/breaches/{breach_id}/authority-filing", { params: at(id, key), body }),
  );
}

export function noteContact(id: string, body: Body<"ContactDraft">, key: string) {
  return settle(client.POST("/v1/staff/breaches/{breach_id}/contacts", { params: at(id, key), body }));
}

export function closeBreach(id: string, key: string) {
  return settle(client.POST("/v1/staff/breaches/{breach_id}/close", { params: at(id, key) }));
}

import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Body } from "../schemas";

/** Contracts for billing: what falls due, what failed, and what two people decide (contract S5–S13). */

export interface Wanted {
  readonly reason: "unpaid" | "";
  readonly business: string;
}

export function listDue({ reason, business }: Wanted, after: string | undefined) {
  const query = {
    ...(reason === "" ? {} : { reason }),
    ...(business === "" ? {} : { business_id: business }),
    ...(after === undefined ? {} : { after }),
  };
  return settle(client.GET("/v1/staff/subscriptions", { params: { query } }));
}

export function listFailedCharges(after: string | undefined) {
  const query = after === undefined ? {} : { after };
  return settle(client.GET("/v1/staff/failed-charges", { params: { query } }));
}

const contract = (id: string) => ({ path: { subscription_id: id } });

export function readContract(id: string) {
  return settle(client.GET("/v1/staff/subscriptions/{subscription_id}", { params: contract(id) }));
}

export function readContractTimeline(id: string) {
  return settle(client.GET("/v1/staff/subscriptions/{subscription_id}/timeline", { params: contract(id) }));
}

export function proposeDecision(id: string, body: Body<"ContractDecisionDraft">, key: string) {
  const params = { ...contract(id), ...keyed(key) };
  return settle(client.POST("/v1/staff/subscriptions/{subscription_id}/decisions", { params, body }));
}

export function listClaims(id: string) {
  return settle(client.GET("/v1/staff/subscriptions/{subscription_id}/claims", { params: contract(id) }));
}

export function claimDebt(id: string, body: Body<"ClaimDraft">, key: string) {
  const params = { ...contract(id), ...keyed(key) };
  return settle(client.POST("/v1/staff/subscriptions/{subscription_id}/claims", { params, body }));
}

export function readClaim(claim_id: string) {
  const options = { params: { path: { claim_id } }, parseAs: "blob" as const };
  return settle<Blob>(client.GET("/v1/staff/claims/{claim_id}/pdf", options));
}

export function listAwaitingDecisions() {
  return settle(client.GET("/v1/staff/contract-decisions"));
}

const decision = (id: string, key: string) => ({ path: { contract_decision_id: id }, ...keyed(key) });

export function approveDecision(id: string, key: string) {
  const params = decision(id, key);
  return settle(client.POST("/v1/staff/contract-decisions/{contract_decision_id}/approve", { params }));
}

export function refuseDecision(id: string, reason: string, key: string) {
  const params = decision(id, key);
  return settle(
    client.POST("/v1/staff/contract-decisions/{contract_decision_id}/refuse", { params, body: { reason } }),
  );
}

export function withdrawDecision(id: string, reason: string, key: string) {
  const params = decision(id, key);
  return settle(
    client.POST("/v1/staff/contract-decisions/{contract_decision_id}/withdraw", { params, body: { reason } }),
  );
}

import { keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** A business from one owner to another, by both agreeing (contract A4). */

const transfer = (id: string, key: string) => ({ path: { transfer_id: id }, ...keyed(key) });

export function offerOwnership(user_id: string, key: string) {
  return settle(client.POST("/v1/ownership-transfers", { params: keyed(key), body: { user_id } }));
}

export function listTransfers() {
  return settle(client.GET("/v1/ownership-transfers"));
}

export function withdrawTransfer(id: string, key: string) {
  return settle(client.POST("/v1/ownership-transfers/{transfer_id}/withdraw", { params: transfer(id, key) }));
}

export function listOffersToMe() {
  return settle(client.GET("/v1/me/ownership-offers"));
}

export function acceptOwnership(id: string, body: Body<"OwnershipAcceptance">, key: string) {
  const params = transfer(id, key);
  return settle(client.POST("/v1/me/ownership-offers/{transfer_id}/accept", { params, body }));
}

export function declineOwnership(id: string, key: string) {
  return settle(client.POST("/v1/me/ownership-offers/{transfer_id}/decline", { params: transfer(id, key) }));
}

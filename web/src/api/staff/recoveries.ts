import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Body } from "../schemas";

/** Letting people back into their accounts: it takes two of the staff (contract M3, A7). */

export function listRecoveries(ended: boolean, after: string | null) {
  return settle(client.GET("/v1/staff/account-recoveries", { params: { query: { ended, after } } }));
}

const at = (id: string, key: string) => ({ path: { recovery_id: id }, ...keyed(key) });

export function noteIdentity(id: string, body: Body<"IdentityShown">, key: string) {
  return settle(
    client.POST("/v1/staff/account-recoveries/{recovery_id}/identity", { params: at(id, key), body }),
  );
}

export function approveRecovery(id: string, key: string) {
  return settle(client.POST("/v1/staff/account-recoveries/{recovery_id}/approve", { params: at(id, key) }));
}

export function refuseRecovery(id: string, reason: string, key: string) {
  return settle(
    client.POST("/v1/staff/account-recoveries/{recovery_id}/refuse", {
      params: at(id, key),
      body: { reason },
    }),
  );
}

import { guarded, keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** The way back for who lost password, factor and recovery codes (contract M3, A7). */

export function askForRecovery(body: Body<"RecoveryRequest">, key: string, captcha: string) {
  return settle(client.POST("/v1/account-recoveries", { params: guarded(key, captcha), body }));
}

export function lookAtRecovery(token: string, key: string) {
  return settle(client.POST("/v1/account-recoveries/look", { params: keyed(key), body: { token } }));
}

export function confirmRecovery(token: string, key: string) {
  return settle(client.POST("/v1/account-recoveries/confirm", { params: keyed(key), body: { token } }));
}

export function stopRecovery(token: string, key: string) {
  return settle(client.POST("/v1/account-recoveries/stop", { params: keyed(key), body: { token } }));
}

import { keyed } from "./act_call";
import { client, settle } from "./client";

/** Second factors: codes of an app, passkeys, recovery codes (contract M3). */

export function listFactors() {
  return settle(client.GET("/v1/me/factors"));
}

export function beginTotp(name: string, key: string) {
  return settle(client.POST("/v1/me/factors/totp", { params: keyed(key), body: { name } }));
}

export function confirmTotp({ id, code }: { id: string; code: string }, key: string) {
  const params = { path: { totp_factor_id: id }, ...keyed(key) };
  return settle(client.POST("/v1/me/factors/totp/{totp_factor_id}/confirm", { params, body: { code } }));
}

export function beginPasskey(key: string) {
  return settle(client.POST("/v1/me/factors/passkeys/challenge", { params: keyed(key) }));
}

export function addPasskey(body: { name: string; credential: Record<string, unknown> }, key: string) {
  return settle(client.POST("/v1/me/factors/passkeys", { params: keyed(key), body }));
}

export function removeFactor(id: string) {
  return settle(client.DELETE("/v1/me/factors/{factor_id}", { params: { path: { factor_id: id } } }));
}

export function renewRecoveryCodes(key: string) {
  return settle(client.POST("/v1/me/recovery-codes", { params: keyed(key) }));
}

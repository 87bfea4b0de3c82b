import { keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** Keys of programs. */

export function listKeys() {
  return settle(client.GET("/v1/api-keys"));
}

export function makeKey(body: Body<"ApiKeyDraft">, key: string) {
  return settle(client.POST("/v1/api-keys", { params: keyed(key), body }));
}

/** A new key with the same name and scopes; the old one ends after so many hours. */
export function rotateKey(keyId: string, overlap_hours: number, key: string) {
  const params = { path: { key_id: keyId }, ...keyed(key) };
  return settle(client.POST("/v1/api-keys/{key_id}/rotate", { params, body: { overlap_hours } }));
}

export function revokeKey(keyId: string) {
  return settle(client.DELETE("/v1/api-keys/{key_id}", { params: { path: { key_id: keyId } } }));
}

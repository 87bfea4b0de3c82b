import { guarded, keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** Changing a password, and setting another after it was forgotten (contract M3). */

export function changePassword(body: Body<"PasswordChange">) {
  return settle(client.PUT("/v1/me/password", { body }));
}

export function askForReset(email: string, key: string, captcha: string) {
  return settle(client.POST("/v1/password-resets", { params: guarded(key, captcha), body: { email } }));
}

export function lookAtReset(token: string, key: string) {
  return settle(client.POST("/v1/password-resets/look", { params: keyed(key), body: { token } }));
}

export function confirmReset(body: Body<"PasswordResetConfirmation">, key: string) {
  return settle(client.POST("/v1/password-resets/confirm", { params: keyed(key), body }));
}

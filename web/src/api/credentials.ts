import { guarded, keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** Lost credentials (contract A7). */

export function reportCredentials(body: Body<"CredentialReportRequest">, key: string, captcha: string) {
  return settle(client.POST("/v1/credential-reports", { params: guarded(key, captcha), body }));
}

export function confirmCredentialReport(token: string, key: string) {
  return settle(client.POST("/v1/credential-reports/confirm", { params: keyed(key), body: { token } }));
}

export function reportOwnCredentials(body: Body<"OwnCredentialReport">, key: string) {
  return settle(client.POST("/v1/me/credential-reports", { params: keyed(key), body }));
}

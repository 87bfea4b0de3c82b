import { client, settle } from "./client";
import type { Body } from "./schemas";

/** Notices over WhatsApp and SMS: consents of signers, by their link, and the clause of a business (W1, W3). */

export type Channel = Body<"Channel">;
export type Consent = Body<"ConsentView">;

const keyed = (token: string, key: string) => ({ path: { token }, header: { "Idempotency-Key": key } });
const one = (token: string, id: string) => ({ token, consent_id: id });
const ONE = "/v1/signing/{token}/messaging/{consent_id}";

export function readSignerChannels(token: string) {
  return settle(client.GET("/v1/signing/{token}/messaging", { params: { path: { token } } }));
}

export function consentToChannel(token: string, body: Body<"ConsentRequest">, key: string) {
  return settle(client.POST("/v1/signing/{token}/messaging", { params: keyed(token, key), body }));
}

export function typeCode(token: string, id: string, code: string, key: string) {
  const params = { path: one(token, id), header: { "Idempotency-Key": key } };
  return settle(client.POST(`${ONE}/code`, { params, body: { code } }));
}

export function withdrawConsent(token: string, id: string) {
  return settle(client.DELETE(ONE, { params: { path: one(token, id) } }));
}

export function reportStolenDevice(token: string, words: string, key: string) {
  return settle(
    client.POST("/v1/signing/{token}/stolen-device", { params: keyed(token, key), body: { words } }),
  );
}

export function withdrawByMail(token: string, key: string) {
  return settle(
    client.POST("/v1/messaging-revocations", {
      params: { header: { "Idempotency-Key": key } },
      body: { token },
    }),
  );
}

export function readBusinessChannels(language: "es" | "en") {
  return settle(client.GET("/v1/businesses/current/messaging", { params: { query: { language } } }));
}

const CLAUSE = "/v1/businesses/current/messaging/clauses/{channel}";

export function acceptClause(channel: Channel, body: Body<"TextGiven">) {
  return settle(client.PUT(CLAUSE, { params: { path: { channel } }, body }));
}

export function revokeClause(channel: Channel) {
  return settle(client.DELETE(CLAUSE, { params: { path: { channel } } }));
}

export function revokeSignerConsent(id: string) {
  const params = { path: { consent_id: id } };
  return settle(client.DELETE("/v1/businesses/current/messaging/consents/{consent_id}", { params }));
}

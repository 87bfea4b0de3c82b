import { keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body, FactorProof, Proof } from "./schemas";

/** Sessions: signing in, proving who one is, and closing them (contract M4). */

export function signIn(body: Body<"SessionRequest">, key: string) {
  return settle(client.POST("/v1/sessions", { params: keyed(key), body }));
}

export function readSession() {
  return settle(client.GET("/v1/sessions/current"));
}

export function signOut() {
  return settle(client.DELETE("/v1/sessions/current"));
}

export function askPasskey(key: string) {
  return settle(client.POST("/v1/passkey-challenges", { params: keyed(key) }));
}

export function signInByPasskey(credential: Record<string, unknown>, key: string) {
  return settle(client.POST("/v1/sessions/passkey", { params: keyed(key), body: { credential } }));
}

/** A proof that is a second factor. Raises for a password: it is never among the factors offered. */
export function asFactor(proof: Proof): FactorProof {
  if (proof.kind === "password") throw new Error("a password is no second factor");
  return proof;
}

export function proveSecondFactor(given: Proof, key: string) {
  const body = { proof: asFactor(given) };
  return settle(client.POST("/v1/sessions/current/second-factor", { params: keyed(key), body }));
}

export function proveAgain(proof: Proof, key: string) {
  return settle(client.POST("/v1/sessions/current/step-up", { params: keyed(key), body: { proof } }));
}

export function listSessions() {
  return settle(client.GET("/v1/me/sessions"));
}

export function endSession(sessionId: string) {
  return settle(
    client.DELETE("/v1/me/sessions/{session_id}", { params: { path: { session_id: sessionId } } }),
  );
}

export function endOtherSessions() {
  return settle(client.DELETE("/v1/me/sessions"));
}

import { keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

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

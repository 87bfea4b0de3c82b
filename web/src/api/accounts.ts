import { guarded, keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** Signing up, and one's own data. */

export function register(body: Body<"RegistrationRequest">, key: string, captcha: string) {
  return settle(client.POST("/v1/registrations", { params: guarded(key, captcha), body }));
}

export function readMe() {
  return settle(client.GET("/v1/me"));
}

export function changeMe(body: Body<"MeChange">) {
  return settle(client.PUT("/v1/me", { body }));
}

export function createBusiness(body: Body<"BusinessDraft">, key: string) {
  return settle(client.POST("/v1/businesses", { params: keyed(key), body }));
}

export function readBusiness() {
  return settle(client.GET("/v1/businesses/current"));
}

export function changeBusiness(body: Body<"BusinessPatch">) {
  return settle(client.PATCH("/v1/businesses/current", { body }));
}

export function listBusinessChanges() {
  return settle(client.GET("/v1/businesses/current/changes"));
}

export function lookAtDeletion() {
  return settle(client.GET("/v1/businesses/current/deletion-request", {}));
}

export function askForDeletion(body: Body<"DeletionRequest">) {
  return settle(client.PUT("/v1/businesses/current/deletion-request", { body }));
}

export function takeDeletionBack() {
  return settle(client.DELETE("/v1/businesses/current/deletion-request"));
}

export function lookAtClosing() {
  return settle(client.GET("/v1/me/closing"));
}

export function closeAccount(body: Body<"ClosingRequest">, key: string) {
  return settle(client.POST("/v1/me/closing", { params: keyed(key), body }));
}

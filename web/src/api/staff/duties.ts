import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Body } from "../schemas";

/** What everyone on the staff signs and learns (contract P5). */

export function readDuties() {
  return settle(client.GET("/v1/staff/duties"));
}

export function askForCommitments(key: string) {
  return settle(client.POST("/v1/staff/duties/sign", { params: keyed(key) }));
}

export function readOwnCommitment(commitment_id: string) {
  const options = { params: { path: { commitment_id } }, parseAs: "blob" as const };
  return settle<Blob>(client.GET("/v1/staff/duties/commitments/{commitment_id}/pdf", options));
}

export function listCommitments(user_id: string) {
  return settle(client.GET("/v1/staff/members/{user_id}/commitments", { params: { path: { user_id } } }));
}

export function readCommitment(commitment_id: string) {
  const options = { params: { path: { commitment_id } }, parseAs: "blob" as const };
  return settle<Blob>(client.GET("/v1/staff/commitments/{commitment_id}/pdf", options));
}

export function readCourse(language: string) {
  return settle(client.GET("/v1/staff/course", { params: { query: { language } } }));
}

export function answerCourse(body: Body<"CourseAnswers">, key: string) {
  return settle(client.POST("/v1/staff/course/answer", { params: keyed(key), body }));
}

export function listExternalTrainings() {
  return settle(client.GET("/v1/staff/external-trainings"));
}

export function recordExternalTraining(userId: string, body: Body<"ExternalTrainingDraft">, key: string) {
  const params = { path: { user_id: userId }, ...keyed(key) };
  return settle(client.POST("/v1/staff/members/{user_id}/external-trainings", { params, body }));
}

const training = (id: string, key: string) => ({ path: { external_training_id: id }, ...keyed(key) });

export function confirmExternalTraining(id: string, key: string) {
  const params = training(id, key);
  return settle(client.POST("/v1/staff/external-trainings/{external_training_id}/confirm", { params }));
}

export function refuseExternalTraining(id: string, reason: string, key: string) {
  const params = training(id, key);
  const body = { reason };
  return settle(client.POST("/v1/staff/external-trainings/{external_training_id}/refuse", { params, body }));
}

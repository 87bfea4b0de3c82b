import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Body } from "../schemas";

/** The reviewers' queue, their decisions, and appeals (contract A8). */
export type ReportState = Body<"ReportState">;

export function listReports(state: ReportState | "", after: string | undefined) {
  const query = { ...(state === "" ? {} : { state: [state] }), ...(after === undefined ? {} : { after }) };
  return settle(client.GET("/v1/staff/misuse-reports", { params: { query } }));
}

const report = (id: string) => ({ path: { report_id: id } });

export function readReport(id: string) {
  return settle(client.GET("/v1/staff/misuse-reports/{report_id}", { params: report(id) }));
}

export function claimReport(id: string, key: string) {
  const params = { ...report(id), ...keyed(key) };
  return settle(client.POST("/v1/staff/misuse-reports/{report_id}/claim", { params }));
}

export function releaseReport(id: string, key: string) {
  const params = { ...report(id), ...keyed(key) };
  return settle(client.POST("/v1/staff/misuse-reports/{report_id}/release", { params }));
}

export function decideReport(id: string, body: Body<"DecisionDraft">, key: string) {
  const params = { ...report(id), ...keyed(key) };
  return settle(client.POST("/v1/staff/misuse-reports/{report_id}/decisions", { params, body }));
}

const decision = (id: string, key: string) => ({ path: { decision_id: id }, ...keyed(key) });

export function secondDecision(id: string, body: Body<"SecondOpinion">, key: string) {
  const params = decision(id, key);
  return settle(client.POST("/v1/staff/misuse-decisions/{decision_id}/second", { params, body }));
}

export function liftDecision(id: string, reason: string, key: string) {
  const params = decision(id, key);
  return settle(client.POST("/v1/staff/misuse-decisions/{decision_id}/lift", { params, body: { reason } }));
}

export function decideAppeal(id: string, body: Body<"AppealDecision">, key: string) {
  const params = { path: { appeal_id: id }, ...keyed(key) };
  return settle(client.POST("/v1/staff/misuse-appeals/{appeal_id}/decision", { params, body }));
}

import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Body } from "../schemas";

/** The register of incidents (contract A7, M7). */

export function listIncidents(state: Body<"IncidentState"> | "", after: string | undefined) {
  const query = { ...(state === "" ? {} : { state: [state] }), ...(after === undefined ? {} : { after }) };
  return settle(client.GET("/v1/staff/incidents", { params: { query } }));
}

export function openIncident(body: Body<"IncidentDraft">, key: string) {
  return settle(client.POST("/v1/staff/incidents", { params: keyed(key), body }));
}

export function readIncident(id: string) {
  return settle(client.GET("/v1/staff/incidents/{incident_id}", { params: { path: { incident_id: id } } }));
}

const at = (id: string, key: string) => ({ path: { incident_id: id }, ...keyed(key) });

export function noteOnIncident(id: string, words: string, key: string) {
  return settle(
    client.POST("/v1/staff/incidents/{incident_id}/notes", { params: at(id, key), body: { words } }),
  );
}

export function changeIncident(id: string, body: Body<"IncidentChange">, key: string) {
  return settle(client.POST("/v1/staff/incidents/{incident_id}/state", { params: at(id, key), body }));
}

export function nameSubjects(id: string, body: Body<"IncidentSubjects">, key: string) {
  return settle(client.POST("/v1/staff/incidents/{incident_id}/subjects", { params: at(id, key), body }));
}

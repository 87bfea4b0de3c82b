import { client, settle } from "./client";

/** What happened in the business, and in one's own name. */
export interface ActivityWanted {
  /** Id of the user who acted, or empty. */
  readonly user: string;
  /** First and last day, `2026-11-22`, in the reader's zone; empty for no bound. */
  readonly from: string;
  readonly to: string;
  /** Without what was only looked at; a file has that too. */
  readonly actsOnly: boolean;
}

export const ALL_ACTS: ActivityWanted = { user: "", from: "", to: "", actsOnly: true };

/** The filter as the API takes it: instants, the end exclusive. */
export function activityQuery({ user, from, to }: ActivityWanted): Record<string, string> {
  return {
    ...(user === "" ? {} : { user }),
    ...(from === "" ? {} : { from: startOfDay(from, 0) }),
    ...(to === "" ? {} : { to: startOfDay(to, 1) }),
  };
}

function startOfDay(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

function pageQuery(wanted: ActivityWanted, after: string | undefined) {
  return { ...activityQuery(wanted), acts_only: wanted.actsOnly, ...(after === undefined ? {} : { after }) };
}

export function listActivity(wanted: ActivityWanted, after: string | undefined) {
  const query = pageQuery(wanted, after);
  return settle(client.GET("/v1/activity", { params: { query } }));
}

export function listMyActivity(wanted: ActivityWanted, after: string | undefined) {
  const query = pageQuery(wanted, after);
  return settle(client.GET("/v1/me/activity", { params: { query } }));
}

export function activityExport(wanted: ActivityWanted, format: "csv" | "jsonl"): string {
  return `/v1/activity/export?${new URLSearchParams({ ...activityQuery(wanted), format })}`;
}

import type { Body } from "../../api/schemas";

export type Scope = Body<"Permission">;

/** What a program may be given, in the order of its work. */
export const SCOPES: readonly Scope[] = [
  "business:read",
  "documents:read",
  "documents:upload",
  "envelopes:read",
  "envelopes:draft",
  "envelopes:send",
  "envelopes:change",
];

/** The end of a day in the reader's zone, as an exclusive instant (contract C2). */
export function endOfDay(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + 1).toISOString();
}

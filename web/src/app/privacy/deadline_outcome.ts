import type { Body } from "../../api/schemas";

/** Whether a clock ended in a way that somebody has to see to. */
export function isWrong(outcome: Body<"DeadlineView">["outcome"]): boolean {
  return outcome === "missed" || outcome === "undelivered";
}

import type { SigningStatus } from "../api/schemas";

/** Seconds between looks while the other signatures or the seal are awaited; the last one repeats. */
const AFTER_SIGNING = [2, 3, 5, 8, 13, 20, 30, 60] as const;
const WHILE_WAITING = 60;

/** Seconds until the page looks again, after `looks` looks without a change; `null` where nothing will change by itself. */
export function nextLook(status: SigningStatus, looks: number): number | null {
  switch (status) {
    case "signed":
      return AFTER_SIGNING[Math.min(looks, AFTER_SIGNING.length - 1)] ?? WHILE_WAITING;
    case "not_your_turn":
    case "interrupted":
      return WHILE_WAITING;
    default:
      return null;
  }
}

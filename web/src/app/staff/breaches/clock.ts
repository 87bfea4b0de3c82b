const HOUR = 3_600_000;

/** Whole hours until a deadline; negative once it is over. */
export function hoursLeft(due: string, now = Date.now()): number {
  return Math.floor((new Date(due).getTime() - now) / HOUR);
}

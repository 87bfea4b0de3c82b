import type { Problem, Result } from "./problem";

/** Seconds before the second, third … attempt when the service names no time. */
const PAUSES = [2, 4, 8, 15, 30] as const;
const LONGEST_PAUSE = 120;

/** How long to wait, in seconds, after attempt number `attempt` (from 1) failed with `problem`. */
export function pauseAfter(problem: Problem, attempt: number): number {
  const usual = PAUSES[Math.min(attempt, PAUSES.length) - 1] ?? LONGEST_PAUSE;
  return Math.min(Math.max(problem.retryAfter ?? usual, 1), LONGEST_PAUSE);
}

export interface Patience {
  /** Called before each pause, so that the page can count down. */
  onPause(seconds: number, problem: Problem): void;
  /** Called when an attempt begins, with what the one before it failed with. */
  onAttempt(before: Problem | null): void;
  /** Resolves after `seconds`, or sooner when a person asks for it. */
  pause(seconds: number): Promise<void>;
  /** True once a person has called it off. */
  stopped(): boolean;
  /** Whether a failure is one that passes by itself. */
  passes(problem: Problem): boolean;
}

/**
 * Repeats `attempt` until it succeeds, fails for good, or is called off (then `null`). The attempt itself
 * carries the idempotency key, so that repeating it cannot make two of anything.
 */
export async function persist<Value>(
  attempt: () => Promise<Result<Value>>,
  patience: Patience,
): Promise<Result<Value> | null> {
  let before: Problem | null = null;
  for (let number = 1; !patience.stopped(); number += 1) {
    patience.onAttempt(before);
    const result = await attempt();
    if (result.ok || !patience.passes(result.problem)) return result;
    before = result.problem;
    const seconds = pauseAfter(before, number);
    patience.onPause(seconds, before);
    await patience.pause(seconds);
  }
  return null;
}

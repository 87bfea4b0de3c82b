import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { persist } from "./persistence";
import { isTemporary, type Problem, type Result } from "./problem";

/** What a persistent call is doing, for the page to show. `until` is in milliseconds since the epoch. */
export type Attempt =
  | { readonly phase: "idle" }
  | { readonly phase: "sending"; readonly problem: Problem | null }
  | { readonly phase: "pausing"; readonly until: number; readonly problem: Problem };

export interface Persistent {
  readonly attempt: Attempt;
  /** Runs a call until it settles; `null` when called off or when one is already under way. */
  run<Value>(
    call: () => Promise<Result<Value>>,
    passes?: (problem: Problem) => boolean,
  ): Promise<Result<Value> | null>;
  /** Ends the pause now. */
  hurry(): void;
  /** Calls it off after the attempt under way. */
  stop(): void;
}

/** One call at a time, repeated while the service is away. A second click finds the first and does nothing. */
export function usePersistent(): Persistent {
  const [attempt, setAttempt] = useState<Attempt>({ phase: "idle" });
  const running = useRef<{ stopped: boolean } | null>(null);
  const wake = useRef<() => void>(() => {});

  const hurry = useCallback(() => wake.current(), []);
  const stop = useCallback(() => {
    if (running.current) running.current.stopped = true;
    wake.current();
  }, []);

  useEffect(() => {
    window.addEventListener("online", hurry);
    return () => {
      window.removeEventListener("online", hurry);
      stop();
    };
  }, [hurry, stop]);

  const run = useCallback(async <Value>(call: () => Promise<Result<Value>>, passes = isTemporary) => {
    if (running.current) return null;
    const mine = { stopped: false };
    running.current = mine;
    const result = await persist(call, {
      stopped: () => mine.stopped,
      passes,
      onAttempt: (problem) => setAttempt({ phase: "sending", problem }),
      onPause: (seconds, problem) =>
        setAttempt({ phase: "pausing", until: Date.now() + seconds * 1000, problem }),
      pause: (seconds) => interruptible(seconds, wake),
    });
    running.current = null;
    setAttempt({ phase: "idle" });
    return result;
  }, []);

  return { attempt, run, hurry, stop };
}

function interruptible(seconds: number, wake: { current: () => void }): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    wake.current = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

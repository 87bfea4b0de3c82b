import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Problem, Result } from "../../api/problem";
import { type Persistent, usePersistent } from "../../api/use_persistent";

export interface Loaded<Value> {
  readonly value: Value | null;
  readonly problem: Problem | null;
  readonly persistent: Persistent;
  reload(): Promise<void>;
  /** Shows what an act answered, without asking again. */
  show(value: Value): void;
}

/** What the service says, asked for at first and whenever `wanted` changes. Older answers never cover newer ones. */
export function useLoaded<Value>(load: () => Promise<Result<Value>>, wanted = ""): Loaded<Value> {
  const persistent = usePersistent();
  const { run, stop } = persistent;
  const [value, setValue] = useState<Value | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const current = useRef(load);
  const turn = useRef(0);
  current.current = load;

  const reload = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    const result = (await run(() => current.current())) ?? (await current.current());
    if (mine !== turn.current) return;
    setProblem(result.ok ? null : result.problem);
    if (result.ok) setValue(result.value);
  }, [run]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another `wanted` is another question
  useEffect(() => void reload(), [reload, wanted]);
  useEffect(() => stop, [stop]);
  return { value, problem, persistent, reload, show: setValue };
}

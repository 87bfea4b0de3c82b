import { useCallback, useEffect, useState } from "preact/hooks";
import { newActKey } from "../api/act_key";
import type { Problem, Result } from "../api/problem";
import { type Persistent, usePersistent } from "../api/use_persistent";

interface Looked<Look> {
  readonly look: Look | null;
  readonly problem: Problem | null;
  readonly persistent: Persistent;
}

/** What a mailed link is about, as the service says when it is opened. */
export function useLook<Look>(
  token: string,
  ask: (token: string, key: string) => Promise<Result<Look>>,
): Looked<Look> {
  const persistent = usePersistent();
  const { run } = persistent;
  const [look, setLook] = useState<Look | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = useCallback(async () => {
    const result = await run(() => ask(token, newActKey()));
    if (result === null) return;
    if (result.ok) setLook(result.value);
    else setProblem(result.problem);
  }, [run, token, ask]);
  useEffect(() => void load(), [load]);
  return { look, problem, persistent };
}

import { useCallback, useRef, useState } from "preact/hooks";
import { newActKey } from "../api/act_key";
import { isTemporary, type Problem, type Result } from "../api/problem";
import { type Persistent, usePersistent } from "../api/use_persistent";
import { useStepUp } from "./step_up";

export interface Act {
  readonly busy: boolean;
  /** Why the last attempt was refused; `null` once another begins. */
  readonly problem: Problem | null;
  readonly persistent: Persistent;
  /**
   * Carries `call` out with `body` and an idempotency key. While the service is away it is repeated; the same
   * body keeps its key until an answer comes. Where the act asks for a fresh proof of who acts, that is asked
   * for and the act repeated. The answer's value, `undefined` where it has none; `null` when it was refused or
   * called off.
   */
  run<Body, Value>(
    body: Body,
    call: (body: Body, key: string) => Promise<Result<Value>>,
  ): Promise<Value | null>;
  clear(): void;
}

/** Too many attempts is a refusal to a person: repeating it by itself would only make it longer. */
function passes(problem: Problem): boolean {
  return isTemporary(problem) && problem.status !== 429;
}

export function useAct(): Act {
  const persistent = usePersistent();
  const stepUp = useStepUp();
  const [problem, setProblem] = useState<Problem | null>(null);
  const unanswered = useRef<{ content: string; key: string } | null>(null);

  const run = async <Body, Value>(body: Body, call: (body: Body, key: string) => Promise<Result<Value>>) => {
    const content = JSON.stringify(body) ?? "";
    if (unanswered.current?.content !== content) unanswered.current = { content, key: newActKey() };
    const { key } = unanswered.current;
    setProblem(null);
    const once = () => persistent.run(() => call(body, key), passes);
    let result = await once();
    if (result !== null && !result.ok && result.problem.name === "step-up-required") {
      if (!(await stepUp())) return null;
      result = await once();
    }
    if (result === null) return null;
    unanswered.current = null;
    if (result.ok) return result.value;
    setProblem(result.problem);
    return null;
  };

  const clear = useCallback(() => setProblem(null), []);
  return { busy: persistent.attempt.phase !== "idle", problem, persistent, run, clear };
}

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Result } from "../api/problem";
import { solvedChallenge } from "./solve";

export interface Captcha {
  readonly ready: boolean;
  /** Carries out a call that needs the work done. Each answer uses a solution up; a lost network does not. */
  protect<Value>(call: (solution: string) => Promise<Result<Value>>): Promise<Result<Value>>;
}

/** Does the work of a public form (contract M6) while the form is filled in. Nobody is asked anything. */
export function useCaptcha(): Captcha {
  const [ready, setReady] = useState(false);
  const solving = useRef<Promise<Result<string>> | null>(null);

  const begin = useCallback(() => {
    if (solving.current === null) {
      setReady(false);
      solving.current = solvedChallenge();
      void solving.current.then((result) => setReady(result.ok));
    }
    return solving.current;
  }, []);

  useEffect(() => void begin(), [begin]);

  const attempt = async <Value>(call: (solution: string) => Promise<Result<Value>>) => {
    const solved = await begin();
    if (!solved.ok) {
      solving.current = null;
      return solved;
    }
    const result = await call(solved.value);
    if (result.ok || result.problem.status !== 0) solving.current = null;
    return result;
  };

  return {
    ready,
    protect: async (call) => {
      const result = await attempt(call);
      if (result.ok || result.problem.name !== "captcha-refused") return result;
      return attempt(call);
    },
  };
}

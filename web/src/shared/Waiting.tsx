import { useEffect, useRef } from "preact/hooks";
import type { Persistent } from "../api/use_persistent";
import { useWording } from "../i18n/context";
import { useSecondsUntil } from "./Countdown";

interface WaitingProps {
  readonly persistent: Persistent;
  /** What becomes of what was done so far, in a sentence. */
  readonly kept: string;
  readonly stoppable?: boolean;
}

/** Says that the service is away, that nothing is lost, and when the next attempt is. Silent while all is well. */
export function Waiting({ persistent, kept, stoppable = true }: WaitingProps) {
  const { t } = useWording();
  const { attempt } = persistent;
  const problem = attempt.phase === "idle" ? null : attempt.problem;
  const shown = problem !== null;
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (shown) region.current?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  return (
    <div ref={region} role="status">
      {problem !== null && (
        <div class="notice notice--wait">
          <p class="notice__title">{problem.status === 0 ? t.waiting.offline : t.waiting.away}</p>
          <p>{kept}</p>
          {attempt.phase === "pausing" ? <Count until={attempt.until} /> : <p>{t.waiting.trying}</p>}
          <div class="row">
            <button type="button" class="button" onClick={persistent.hurry}>
              {t.waiting.now}
            </button>
            {stoppable && (
              <button type="button" class="button button--quiet" onClick={persistent.stop}>
                {t.waiting.stop}
              </button>
            )}
          </div>
        </div>
      )}
    </div>
  );
}

/** The seconds left, for the eyes alone: a screen reader would be told every second. */
function Count({ until }: { until: number }) {
  const { t } = useWording();
  return <p aria-hidden="true">{t.waiting.again(useSecondsUntil(until))}</p>;
}

import { useCallback, useEffect, useState } from "preact/hooks";
import { newActKey } from "../api/act_key";
import type { Problem } from "../api/problem";
import { confirmRecovery, lookAtRecovery, stopRecovery } from "../api/recovery";
import type { Body } from "../api/schemas";
import { usePersistent } from "../api/use_persistent";
import { Confirm } from "../forms/Confirm";
import { Trouble } from "../forms/Form";
import { useAct } from "../forms/use_act";
import { useTexts, useWording } from "../i18n/context";
import { dateTime, type Language, lastMoment } from "../i18n/language";
import { problemSentence } from "../i18n/problems";
import { RECOVERY } from "../i18n/recovery";
import { OutcomePage } from "../shared/OutcomePage";
import { Waiting } from "../shared/Waiting";

type View = Body<"RecoveryView">;
const STOPPABLE: readonly View["state"][] = ["awaiting_identity", "awaiting_approval", "waiting"];
const OVER: readonly View["state"][] = ["refused", "expired", "lapsed", "unknown_address"];

/** Where a request stands, by its mailed link; a person presses each button, never a scanner of mail. */
export function Recovery({ token }: { token: string }) {
  const { language, t: common } = useWording();
  const t = useTexts(RECOVERY);
  const { view, show, problem, persistent } = useLook(token);
  if (problem !== null) {
    return (
      <OutcomePage title={t.invalid} mood="ended" seed="recovery">
        <p>{problemSentence(problem, language)}</p>
        <Again />
      </OutcomePage>
    );
  }
  if (view === null) {
    return (
      <OutcomePage title={t.opening} mood="calm" seed="recovery">
        <Waiting persistent={persistent} kept={common.waiting.opening} stoppable={false} />
      </OutcomePage>
    );
  }
  const { title, text } = t.states[view.state];
  return (
    <OutcomePage title={title} mood={mood(view.state)} seed="recovery">
      <p>{text(ends(view, language))}</p>
      <p class="field__hint">
        {t.reference}: <code>{view.id}</code>
      </p>
      {view.state === "awaiting_confirmation" && <Confirming token={token} onDone={show} />}
      {STOPPABLE.includes(view.state) && <Stopping token={token} onDone={show} />}
      {view.state === "done" && (
        <a class="button button--primary" href="/reset">
          {t.toReset}
        </a>
      )}
      {OVER.includes(view.state) && <Again />}
    </OutcomePage>
  );
}

/** Periods in days end with their last day; the others at an hour. */
function ends({ state, expires_at }: View, language: Language) {
  const inDays = state === "awaiting_identity" || state === "awaiting_approval";
  return inDays ? lastMoment(expires_at, language) : dateTime(expires_at, language);
}

function mood(state: View["state"]) {
  if (state === "done") return "good";
  return OVER.includes(state) || state === "stopped" ? "ended" : "calm";
}

function Again() {
  const t = useTexts(RECOVERY);
  return (
    <a class="button" href="/recovery">
      {t.again}
    </a>
  );
}

interface ActProps {
  readonly token: string;
  onDone(view: View): void;
}

function Confirming({ token, onDone }: ActProps) {
  const t = useTexts(RECOVERY);
  const act = useAct();
  const confirm = async () => {
    const view = await act.run(token, confirmRecovery);
    if (view !== null) onDone(view);
  };
  return (
    <>
      <Trouble act={act} />
      <button
        type="button"
        class="button button--primary"
        aria-disabled={act.busy}
        onClick={() => void confirm()}
      >
        {act.busy ? t.confirming : t.confirm}
      </button>
    </>
  );
}

function Stopping({ token, onDone }: ActProps) {
  const t = useTexts(RECOVERY);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="button button--danger" onClick={() => setAsking(true)}>
        {t.stop}
      </button>
      {asking && (
        <Confirm
          title={t.stopTitle}
          text={t.stopText}
          confirm={t.stop}
          confirming={t.stopping}
          act={(key) => stopRecovery(token, key)}
          onClose={() => setAsking(false)}
          onDone={(view) => {
            setAsking(false);
            onDone(view);
          }}
        />
      )}
    </>
  );
}

function useLook(token: string) {
  const persistent = usePersistent();
  const { run } = persistent;
  const [view, show] = useState<View | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = useCallback(async () => {
    const result = await run(() => lookAtRecovery(token, newActKey()));
    if (result === null) return;
    if (result.ok) show(result.value);
    else setProblem(result.problem);
  }, [run, token]);
  useEffect(() => void load(), [load]);
  return { view, show, problem, persistent };
}

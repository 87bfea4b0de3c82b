import type { ComponentChildren } from "preact";
import { APP } from "../../i18n/app";
import { useTexts, useWording } from "../../i18n/context";
import { problemSentence } from "../../i18n/problems";
import { Waiting } from "../../shared/Waiting";
import type { Loaded } from "./use_loaded";

interface ShownProps<Value> {
  readonly loaded: Loaded<Value>;
  readonly children: (value: Value) => ComponentChildren;
}

/** What was loaded; before, that it is coming; or why it cannot be had. */
export function Shown<Value>({ loaded, children }: ShownProps<Value>) {
  const { language, t: common } = useWording();
  const t = useTexts(APP);
  const { value, problem, persistent } = loaded;
  return (
    <>
      <Waiting persistent={persistent} kept={common.waiting.opening} stoppable={false} />
      <div role="alert">
        {problem !== null && (
          <div class="notice notice--wrong">
            <p>{problemSentence(problem, language)}</p>
            <div class="row">
              <button type="button" class="button" onClick={() => void loaded.reload()}>
                {common.retry}
              </button>
            </div>
          </div>
        )}
      </div>
      {value === null ? problem === null && <p class="loading">{t.loading}</p> : children(value)}
    </>
  );
}

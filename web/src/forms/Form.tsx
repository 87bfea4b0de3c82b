import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useWording } from "../i18n/context";
import { problemSentence } from "../i18n/problems";
import { Waiting } from "../shared/Waiting";
import type { Act } from "./use_act";

interface FormProps {
  readonly act: Act;
  readonly submit: string;
  readonly submitting: string;
  readonly danger?: boolean;
  readonly wide?: boolean;
  /** Further buttons, after the one that submits. */
  readonly aside?: ComponentChildren;
  onSubmit(): void;
  readonly children: ComponentChildren;
}

/** A form with its button, what went wrong, and the wait for a service that is away. */
export function Form({ act, submit, submitting, danger, wide, aside, onSubmit, children }: FormProps) {
  const { t } = useWording();
  const element = useRef<HTMLFormElement>(null);
  const sent = useRef(0);
  useEffect(() => {
    if (sent.current === 0 || act.busy) return;
    sent.current = 0;
    element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  });
  return (
    <form
      ref={element}
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (act.busy) return;
        sent.current += 1;
        onSubmit();
      }}
    >
      {children}
      <Trouble act={act} />
      <Waiting persistent={act.persistent} kept={t.waiting.kept} />
      <div class="row form__acts">
        <button
          type="submit"
          class={`button ${danger ? "button--danger" : "button--primary"} ${wide ? "button--wide" : ""}`}
          aria-disabled={act.busy}
        >
          {act.busy ? submitting : submit}
        </button>
        {aside}
      </div>
    </form>
  );
}

/** What the service refused, in one sentence. */
export function Trouble({ act }: { act: Act }) {
  const { language } = useWording();
  return (
    <div role="alert">
      {act.problem !== null && <p class="notice notice--wrong">{problemSentence(act.problem, language)}</p>}
    </div>
  );
}

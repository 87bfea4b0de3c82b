import type { ComponentChildren } from "preact";
import type { Result } from "../api/problem";
import { useTexts } from "../i18n/context";
import { FORMS } from "../i18n/forms";
import { Dialog } from "../shared/Dialog";
import { Form } from "./Form";
import { useAct } from "./use_act";

interface ConfirmProps<Value> {
  readonly title: string;
  readonly text: ComponentChildren;
  readonly confirm: string;
  readonly confirming: string;
  /** Whether what is done cannot be undone. */
  readonly danger?: boolean;
  act(key: string): Promise<Result<Value>>;
  onClose(): void;
  onDone(value: Value): void;
}

/** Asks for a second yes, and does it. */
export function Confirm<Value>(props: ConfirmProps<Value>) {
  const { title, text, confirm, confirming, danger = true, act, onClose, onDone } = props;
  const t = useTexts(FORMS);
  const mine = useAct();
  const submit = async () => {
    const value = await mine.run(title, (_, key) => act(key));
    if (value !== null) onDone(value);
  };
  return (
    <Dialog title={title} onClose={mine.busy ? mine.persistent.stop : onClose}>
      <Form
        act={mine}
        danger={danger}
        submit={confirm}
        submitting={confirming}
        aside={
          <button type="button" class="button button--quiet" disabled={mine.busy} onClick={onClose}>
            {t.cancel}
          </button>
        }
        onSubmit={() => void submit()}
      >
        <div class="confirm__text">{text}</div>
      </Form>
    </Dialog>
  );
}

import type { ComponentChildren } from "preact";
import type { Result } from "../api/problem";
import { useTexts } from "../i18n/context";
import { FORMS } from "../i18n/forms";
import { Dialog } from "../shared/Dialog";
import { Form } from "./Form";
import { TextField } from "./TextField";
import { useAct } from "./use_act";
import { useFields } from "./use_fields";

interface AskReasonProps<Value> {
  readonly title: string;
  readonly text?: ComponentChildren;
  /** What the words are for; they are kept with the act. */
  readonly label: string;
  readonly confirm: string;
  readonly danger?: boolean;
  /** Name of the words in the request's body. */
  readonly place?: "reason" | "words";
  act(reason: string, key: string): Promise<Result<Value>>;
  onClose(): void;
  onDone(value: Value): void;
}

/** Asks why, and does it. */
export function AskReason<Value>(props: AskReasonProps<Value>) {
  const { title, text, label, confirm, danger = false, place = "reason", act, onClose, onDone } = props;
  const t = useTexts(FORMS);
  const mine = useAct();
  const fields = useFields({ [place]: "" } as Record<typeof place, string>, mine.problem);
  const submit = async () => {
    if (!fields.complete({ [place]: t.required })) return;
    const value = await mine.run(fields.values[place], act);
    if (value !== null) onDone(value);
  };
  return (
    <Dialog title={title} onClose={mine.busy ? mine.persistent.stop : onClose}>
      <Form
        act={mine}
        danger={danger}
        submit={confirm}
        submitting={t.saving}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" disabled={mine.busy} onClick={onClose}>
            {t.cancel}
          </button>
        }
      >
        {text !== undefined && <div class="confirm__text">{text}</div>}
        <TextField {...fields.bind(place)} label={label} rows={3} />
      </Form>
    </Dialog>
  );
}

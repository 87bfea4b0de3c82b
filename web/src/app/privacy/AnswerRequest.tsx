import type { Result } from "../../api/problem";
import type { Body } from "../../api/schemas";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { OUTCOMES, RIGHTS_REQUESTS } from "../../i18n/rights_requests";
import { Dialog } from "../../shared/Dialog";

interface AnswerRequestProps<Value> {
  /** Whether the person did not get an earlier answer. */
  readonly again: boolean;
  act(body: Body<"RightsResolution">, key: string): Promise<Result<Value>>;
  onClose(): void;
  onDone(value: Value): void;
}

/** A controller decides, with the words that the person is told. */
export function AnswerRequest<Value>({ again, act, onClose, onDone }: AnswerRequestProps<Value>) {
  const t = useTexts(RIGHTS_REQUESTS);
  const forms = useTexts(FORMS);
  const mine = useAct();
  const fields = useFields({ outcome: "granted", answer: "", reference: "", email: "" }, mine.problem);
  const submit = async () => {
    if (!fields.complete({ answer: forms.required })) return;
    const { outcome, answer, reference, email } = fields.values;
    const body = {
      outcome: outcome as Body<"RequestOutcome">,
      answer,
      reference: reference.trim() === "" ? null : reference,
      email: email.trim() === "" ? null : email.trim(),
    };
    const value = await mine.run(body, act);
    if (value !== null) onDone(value);
  };
  return (
    <Dialog title={t.answer} onClose={mine.busy ? mine.persistent.stop : onClose}>
      <Form
        act={mine}
        submit={t.answer}
        submitting={forms.saving}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" disabled={mine.busy} onClick={onClose}>
            {forms.cancel}
          </button>
        }
      >
        <SelectField
          {...fields.bind("outcome")}
          label={t.outcome}
          options={OUTCOMES.map((outcome) => [outcome, t.outcomes[outcome]] as const)}
        />
        <TextField
          {...fields.bind("answer")}
          label={t.answerText}
          hint={t.answerHint}
          rows={5}
          maxLength={10_000}
        />
        <TextField {...fields.bind("reference")} label={t.reference} maxLength={100} optional />
        {again && <TextField {...fields.bind("email")} label={t.answerEmail} type="email" optional />}
      </Form>
    </Dialog>
  );
}

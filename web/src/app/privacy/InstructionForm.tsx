import { useState } from "preact/hooks";
import type { Result } from "../../api/problem";
import type { Body } from "../../api/schemas";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { INSTRUCTIONS } from "../../i18n/instructions";
import { DataTicks, type Datum } from "./DataTicks";
import { envelopeIds } from "./envelope_ids";

type Draft = Body<"InstructionDraft">;
type View = Body<"InstructionView">;

interface InstructionFormProps {
  /** The instruction whose next version this is; a new one without. */
  readonly before?: View;
  readonly submit: string;
  act(body: Draft, key: string): Promise<Result<View>>;
  onDone(view: View): void;
  onCancel?(): void;
}

/** The whole of an instruction, to give or to amend; of an amended one the kind stays. */
export function InstructionForm({ before, submit, act, onDone, onCancel }: InstructionFormProps) {
  const t = useTexts(INSTRUCTIONS);
  const forms = useTexts(FORMS);
  const mine = useAct();
  const terms = before?.disclosure ?? null;
  const [kind, setKind] = useState<View["kind"]>(before?.kind ?? "written");
  const [data, setData] = useState<readonly Datum[]>(terms?.data ?? []);
  const [unticked, setUnticked] = useState(false);
  const fields = useFields(initial(before), mine.problem);
  const discloses = kind === "disclosure";
  const send = async () => {
    const needed = Object.fromEntries(
      (discloses ? [...WORDS, ...TERMS] : WORDS).map((name) => [name, forms.required]),
    );
    const complete = fields.complete(needed);
    setUnticked(discloses && data.length === 0);
    if (!complete || (discloses && data.length === 0)) return;
    const { subject, text } = fields.values;
    const body: Draft = {
      subject,
      text,
      disclosure: discloses ? disclosureOf(fields.values, data) : null,
    };
    const view = await mine.run(body, act);
    if (view !== null) onDone(view);
  };
  const cancel = onCancel && (
    <button type="button" class="button button--quiet" disabled={mine.busy} onClick={onCancel}>
      {forms.cancel}
    </button>
  );
  return (
    <Form act={mine} submit={submit} submitting={forms.saving} onSubmit={() => void send()} aside={cancel}>
      {before === undefined && (
        <SelectField
          name="kind"
          value={kind}
          error={null}
          label={t.kind}
          options={[
            ["written", t.kinds.written],
            ["disclosure", t.kinds.disclosure],
          ]}
          onValue={(value) => setKind(value as View["kind"])}
        />
      )}
      <TextField {...fields.bind("subject")} label={t.subject} />
      <TextField
        {...fields.bind("text")}
        label={discloses ? t.purpose : t.text}
        rows={5}
        maxLength={10_000}
      />
      {discloses && (
        <>
          <div class="form__pair">
            <TextField {...fields.bind("disclosure/recipient/name")} label={t.entity} />
            <TextField {...fields.bind("disclosure/recipient/tax_id")} label={t.taxId} maxLength={40} />
          </div>
          <div class="form__pair">
            <TextField {...fields.bind("disclosure/recipient/country")} label={t.country} maxLength={2} />
            <TextField {...fields.bind("disclosure/recipient/email")} label={t.email} type="email" />
          </div>
          <DataTicks data={data} error={unticked ? t.dataNeeded : null} onData={setData} />
          <TextField
            {...fields.bind("disclosure/envelopes")}
            label={t.envelopes}
            hint={t.envelopesHint}
            rows={2}
            maxLength={20_000}
            optional
          />
          <TextField {...fields.bind("disclosure/measures")} label={t.measures} rows={2} maxLength={2000} />
          <TextField
            {...fields.bind("disclosure/safeguards")}
            label={t.safeguards}
            hint={t.safeguardsHint}
            rows={2}
            maxLength={2000}
            optional
          />
        </>
      )}
    </Form>
  );
}

const WORDS = ["subject", "text"] as const;
const TERMS = [
  "disclosure/recipient/name",
  "disclosure/recipient/tax_id",
  "disclosure/recipient/country",
  "disclosure/recipient/email",
  "disclosure/measures",
] as const;
type Name =
  | (typeof WORDS)[number]
  | (typeof TERMS)[number]
  | "disclosure/envelopes"
  | "disclosure/safeguards";

function initial(before: View | undefined): Record<Name, string> {
  const terms = before?.disclosure ?? null;
  return {
    subject: before?.subject ?? "",
    text: before?.text ?? "",
    "disclosure/recipient/name": terms?.recipient.name ?? "",
    "disclosure/recipient/tax_id": terms?.recipient.tax_id ?? "",
    "disclosure/recipient/country": terms?.recipient.country ?? "ES",
    "disclosure/recipient/email": terms?.recipient.email ?? "",
    "disclosure/envelopes": terms?.envelopes?.join("\n") ?? "",
    "disclosure/measures": terms?.measures ?? "",
    "disclosure/safeguards": terms?.safeguards ?? "",
  };
}

function disclosureOf(
  values: Readonly<Record<Name, string>>,
  data: readonly Datum[],
): NonNullable<Draft["disclosure"]> {
  const safeguards = values["disclosure/safeguards"];
  return {
    recipient: {
      name: values["disclosure/recipient/name"],
      tax_id: values["disclosure/recipient/tax_id"],
      country: values["disclosure/recipient/country"].toUpperCase(),
      email: values["disclosure/recipient/email"],
    },
    data: [...data],
    envelopes: envelopeIds(values["disclosure/envelopes"]),
    measures: values["disclosure/measures"],
    safeguards: safeguards.trim() === "" ? null : safeguards,
  };
}

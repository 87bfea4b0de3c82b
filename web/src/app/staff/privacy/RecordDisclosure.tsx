import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { recordDisclosure } from "../../../api/staff/instructions";
import { Form } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { INSTRUCTIONS } from "../../../i18n/instructions";
import { STAFF_INSTRUCTIONS } from "../../../i18n/staff_instructions";
import { Dialog } from "../../../shared/Dialog";
import { DataTicks, type Datum } from "../../privacy/DataTicks";
import { envelopeIds } from "../../privacy/envelope_ids";

type Draft = Body<"DisclosureDraft">;

interface RecordDisclosureProps {
  readonly basis: Pick<Draft, "instruction_id" | "duty_id">;
  readonly recipient: { readonly name: string; readonly tax_id?: string | null; readonly country: string };
  /** What was authorised or is demanded, ticked at first. */
  readonly offered: readonly Datum[];
  readonly envelopes: readonly string[] | null;
  onClose(): void;
  onDone(): void;
}

/** Records what was handed to the recipient of an instruction or of a duty. */
export function RecordDisclosure(props: RecordDisclosureProps) {
  const { basis, recipient, offered, envelopes, onClose, onDone } = props;
  const t = useTexts(INSTRUCTIONS);
  const s = useTexts(STAFF_INSTRUCTIONS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const [data, setData] = useState(offered);
  const fields = useFields({ envelopes: envelopes?.join("\n") ?? "", words: "", made_at: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ words: forms.required, made_at: forms.required }) || data.length === 0) return;
    const { words, made_at } = fields.values;
    const body: Draft = {
      ...basis,
      recipient: { name: recipient.name, tax_id: recipient.tax_id ?? null, country: recipient.country },
      data: [...data],
      envelopes: envelopeIds(fields.values.envelopes),
      words,
      made_at: new Date(made_at).toISOString(),
    };
    if ((await act.run(body, recordDisclosure)) !== null) onDone();
  };
  return (
    <Dialog title={s.record} onClose={act.busy ? act.persistent.stop : onClose}>
      <Form
        act={act}
        submit={s.save}
        submitting={forms.saving}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" disabled={act.busy} onClick={onClose}>
            {forms.cancel}
          </button>
        }
      >
        <p class="confirm__text">
          {recipient.name} ({recipient.country}). {s.recordLead}
        </p>
        <DataTicks data={data} error={data.length === 0 ? t.dataNeeded : null} onData={setData} />
        <TextField
          {...fields.bind("envelopes")}
          label={t.envelopes}
          hint={t.envelopesHint}
          rows={2}
          maxLength={20_000}
          optional
        />
        <TextField {...fields.bind("words")} label={s.how} rows={3} maxLength={2000} />
        <TextField {...fields.bind("made_at")} label={s.madeAt} type="datetime-local" />
      </Form>
    </Dialog>
  );
}

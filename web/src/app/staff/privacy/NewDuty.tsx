import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { registerDuty } from "../../../api/staff/instructions";
import { Form } from "../../../forms/Form";
import { SelectField } from "../../../forms/SelectField";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { INSTRUCTIONS } from "../../../i18n/instructions";
import { STAFF_INSTRUCTIONS } from "../../../i18n/staff_instructions";
import { DataTicks, type Datum } from "../../privacy/DataTicks";
import { Section } from "../../shell/Section";

const EMPTY = {
  business_id: "",
  kind: "authority",
  recipient: "",
  country: "ES",
  ground: "",
  words: "",
  silence_reason: "",
};

/** Enters what the law obliges to; the controller is told at once, unless the law forbids it. */
export function NewDuty({ onRegistered }: { onRegistered: () => void }) {
  const t = useTexts(INSTRUCTIONS);
  const s = useTexts(STAFF_INSTRUCTIONS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const [open, setOpen] = useState(false);
  const [data, setData] = useState<readonly Datum[]>(["documents"]);
  const fields = useFields(EMPTY, act.problem);
  const submit = async () => {
    const { kind: _, silence_reason: __, ...needed } = EMPTY;
    const missing = Object.fromEntries(Object.keys(needed).map((name) => [name, forms.required]));
    if (!fields.complete(missing) || data.length === 0) return;
    const { kind, country, silence_reason, ...values } = fields.values;
    const body: Body<"DutyDraft"> = {
      ...values,
      kind: kind as Body<"DutyKind">,
      country: country.toUpperCase(),
      data: [...data],
      silence_reason: silence_reason.trim() === "" ? null : silence_reason,
    };
    if ((await act.run(body, registerDuty)) === null) return;
    fields.reset();
    setOpen(false);
    onRegistered();
  };
  if (!open) {
    return (
      <div class="row">
        <button type="button" class="button" onClick={() => setOpen(true)}>
          {s.enterDuty}
        </button>
      </div>
    );
  }
  return (
    <Section title={s.enterDuty} lead={s.enterDutyLead}>
      <Form act={act} submit={forms.save} submitting={forms.saving} onSubmit={() => void submit()}>
        <TextField {...fields.bind("business_id")} label={s.businessId} />
        <SelectField
          {...fields.bind("kind")}
          label={s.dutyKind}
          options={[
            ["authority", t.duties.authority],
            ["third_country", t.duties.third_country],
          ]}
        />
        <div class="form__pair">
          <TextField {...fields.bind("recipient")} label={t.recipient} />
          <TextField {...fields.bind("country")} label={t.country} maxLength={2} />
        </div>
        <TextField {...fields.bind("ground")} label={s.dutyGround} rows={2} maxLength={500} />
        <DataTicks data={data} error={data.length === 0 ? t.dataNeeded : null} onData={setData} />
        <TextField {...fields.bind("words")} label={s.demanded} rows={3} maxLength={2000} />
        <TextField
          {...fields.bind("silence_reason")}
          label={s.silence}
          hint={s.silenceHint}
          rows={2}
          maxLength={2000}
          optional
        />
      </Form>
    </Section>
  );
}

import type { Body } from "../../../api/schemas";
import { askToOpenBlocked } from "../../../api/staff/openings";
import { Form } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { OPENINGS } from "../../../i18n/openings";
import { Section } from "../../shell/Section";

const EMPTY = {
  document_id: "",
  business_id: "",
  case_id: "",
  reason: "",
  legal_ground: "",
  silence_reason: "",
};

/** The DPO asks to open a document of a blocked business, for an authority's request (contract S17). */
export function AskBlocked({ onAsked }: { onAsked: () => void }) {
  const t = useTexts(OPENINGS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields(EMPTY, act.problem);
  const submit = async () => {
    const needed = forms.required;
    const missing = {
      document_id: needed,
      business_id: needed,
      case_id: needed,
      reason: needed,
      legal_ground: needed,
    };
    if (!fields.complete(missing)) return;
    const { document_id: id, silence_reason: silence, ...rest } = fields.values;
    const subject = id.startsWith("ivc_")
      ? "invoice_id"
      : id.startsWith("env_")
        ? "envelope_id"
        : "document_id";
    const body: Body<"BlockedOpeningDraft"> = {
      ...rest,
      [subject]: id,
      silence_reason: silence.trim() === "" ? null : silence,
    };
    if ((await act.run(body, askToOpenBlocked)) === null) return;
    fields.reset();
    onAsked();
  };
  return (
    <Section title={t.ask} lead={t.askLead}>
      <Form act={act} submit={t.request} submitting={forms.saving} onSubmit={() => void submit()}>
        <div class="form__pair">
          <TextField {...fields.bind("business_id")} label={t.business} hint={t.idHint} maxLength={40} />
          <TextField {...fields.bind("document_id")} label={t.subject} hint={t.subjectHint} maxLength={40} />
        </div>
        <TextField {...fields.bind("case_id")} label={t.case} maxLength={100} />
        <TextField {...fields.bind("reason")} label={t.reason} />
        <TextField {...fields.bind("legal_ground")} label={t.legalGround} />
        <TextField {...fields.bind("silence_reason")} label={t.silence} hint={t.silenceHint} optional />
      </Form>
    </Section>
  );
}

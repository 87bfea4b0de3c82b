import type { Body } from "../../../api/schemas";
import { proposeDecision } from "../../../api/staff/billing";
import { Form } from "../../../forms/Form";
import { SelectField } from "../../../forms/SelectField";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { BILLING } from "../../../i18n/billing";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { Section } from "../../shell/Section";

interface ProposeProps {
  readonly contract: Body<"StaffSubscriptionView">;
  onProposed(): void;
}

/** Proposes to end a contract, or what becomes of its debt; somebody else decides. */
export function Propose({ contract, onProposed }: ProposeProps) {
  const t = useTexts(BILLING);
  const forms = useTexts(FORMS);
  const act = useAct();
  const can = contract.can_decide;
  const fields = useFields({ kind: (can[0] ?? "end") as string, until: "", reason: "" }, act.problem);
  const holds = fields.values.kind === "hold";
  const submit = async () => {
    if (!fields.complete({ reason: forms.required, until: holds ? forms.required : null })) return;
    const { kind, until, reason } = fields.values;
    const body: Body<"ContractDecisionDraft"> = {
      kind: kind as Body<"HolderAct">,
      until: holds ? until : null,
      reason,
    };
    const made = await act.run(body, (asked, key) => proposeDecision(contract.id, asked, key));
    if (made === null) return;
    fields.reset();
    onProposed();
  };
  return (
    <Section title={t.propose} lead={t.proposeLead}>
      {can.length === 0 ? (
        <p class="empty">{t.nothing}</p>
      ) : (
        <Form act={act} submit={t.send} submitting={forms.saving} onSubmit={() => void submit()}>
          <div class="form__pair">
            <SelectField
              {...fields.bind("kind")}
              label={t.what}
              options={can.map((kind) => [kind, t.acts[kind]] as const)}
            />
            {holds && <TextField {...fields.bind("until")} label={t.until} hint={t.untilHint} type="date" />}
          </div>
          <TextField {...fields.bind("reason")} label={t.reason} rows={3} />
        </Form>
      )}
    </Section>
  );
}

import type { Body } from "../../../api/schemas";
import { decideReport } from "../../../api/staff/misuse";
import { Form } from "../../../forms/Form";
import { SelectField } from "../../../forms/SelectField";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { GROUNDS, MISUSE, VERDICTS } from "../../../i18n/misuse";

interface DecideProps {
  readonly report: Body<"ReportDetail">;
  onDecided(): void;
}

/** A decision with its facts, which the customer is told, and its reason, which stays inside. */
export function Decide({ report, onDecided }: DecideProps) {
  const t = useTexts(MISUSE);
  const forms = useTexts(FORMS);
  const act = useAct();
  const initial = {
    verdict: "dismiss",
    ground: report.ground as string,
    facts: "",
    reason: "",
    user_id: report.sender_id ?? "",
  };
  const fields = useFields(initial, act.problem);
  const revokes = fields.values.verdict === "revoke";
  const submit = async () => {
    const missing = {
      facts: forms.required,
      reason: forms.required,
      user_id: revokes ? forms.required : null,
    };
    if (!fields.complete(missing)) return;
    const { verdict, ground, facts, reason, user_id } = fields.values;
    const body: Body<"DecisionDraft"> = {
      verdict: verdict as Body<"Verdict">,
      ground: ground as Body<"Ground">,
      facts,
      reason,
      user_id: revokes ? user_id : null,
      reach: revokes ? "business" : null,
    };
    const made = await act.run(body, (asked, key) => decideReport(report.id, asked, key));
    if (made !== null) onDecided();
  };
  return (
    <Form act={act} submit={t.decide} submitting={forms.saving} onSubmit={() => void submit()}>
      <div class="form__pair">
        <SelectField
          {...fields.bind("verdict")}
          label={t.verdict}
          options={VERDICTS.map((verdict) => [verdict, t.verdicts[verdict]] as const)}
        />
        <SelectField
          {...fields.bind("ground")}
          label={t.ground}
          options={GROUNDS.map((ground) => [ground, t.grounds[ground]] as const)}
        />
      </div>
      {revokes && <TextField {...fields.bind("user_id")} label={t.user} maxLength={40} />}
      <TextField {...fields.bind("facts")} label={t.facts} hint={t.factsHint} rows={3} />
      <TextField {...fields.bind("reason")} label={t.reason} rows={3} />
    </Form>
  );
}

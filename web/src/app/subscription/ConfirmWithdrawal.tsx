import { useEffect, useRef } from "preact/hooks";
import { confirmWithdrawal, type Withdrawal } from "../../api/subscription";
import { Form } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTexts, useWording } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { LEAVING } from "../../i18n/leaving";
import { euros, lastContractDay } from "../../i18n/money";
import { Section } from "../shell/Section";

interface ConfirmWithdrawalProps {
  readonly withdrawal: Withdrawal;
  readonly zone: string;
  onConfirmed(withdrawal: Withdrawal): void;
  onBack(): void;
}

/** The second step: what was stated, what is given back, and the button that does it. */
export function ConfirmWithdrawal({ withdrawal, zone, onConfirmed, onBack }: ConfirmWithdrawalProps) {
  const { language } = useWording();
  const t = useTexts(LEAVING).withdraw;
  const forms = useTexts(FORMS);
  const act = useAct();
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => top.current?.focus(), []);
  const facts = [
    [t.who, withdrawal.name],
    [t.plan, withdrawal.plan[language]],
    [t.refund, euros(withdrawal.refund, language)],
    [t.receipt, withdrawal.mail],
    [t.until, t.untilDay(lastContractDay(withdrawal.until, language, zone))],
  ] as const;
  const submit = async () => {
    const confirmed = await act.run(withdrawal.id, confirmWithdrawal);
    if (confirmed !== null) onConfirmed(confirmed);
  };
  return (
    <div ref={top} tabIndex={-1}>
      <Section title={t.confirmTitle} lead={t.confirmLead}>
        <Form
          act={act}
          danger
          submit={t.confirm}
          submitting={t.confirming}
          onSubmit={() => void submit()}
          aside={
            <button type="button" class="button button--quiet" onClick={onBack}>
              {forms.cancel}
            </button>
          }
        >
          <p class="notice">{withdrawal.statement}</p>
          <dl class="facts facts--wide">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Form>
      </Section>
    </div>
  );
}

import { useState } from "preact/hooks";
import { type ChangeQuote, changePlan } from "../../api/subscription";
import { Form } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTexts, useWording } from "../../i18n/context";
import { contractDay, euros } from "../../i18n/money";
import { PLANS } from "../../i18n/plans";
import { goToPath } from "../../routing/location";
import { useFreshPage } from "../../routing/use_fresh_page";
import { Section } from "../shell/Section";

interface ChangeActProps {
  readonly quote: ChangeQuote;
  /** The difference is another by now. */
  onStale(): void;
}

/** Changes the plan at the difference shown; where the bank wants its owner, leads to the gateway's page. */
export function ChangeAct({ quote, onStale }: ChangeActProps) {
  const { language } = useWording();
  const t = useTexts(PLANS);
  const act = useAct();
  const [leading, setLeading] = useState(false);
  useFreshPage();
  const amount = quote.due.gross;
  const submit = async () => {
    if (leading) return;
    const made = await act.run({ plan_id: quote.plan.id, due: amount }, changePlan);
    if (made === null) return;
    const page = made.change?.payment_page ?? null;
    if (page === null) return goToPath("/app/subscription");
    setLeading(true);
    window.location.assign(page);
  };
  const atOnce = quote.first_step === "pay" ? t.change.pay(euros(amount, language)) : t.change.begin;
  const later = t.change.from(contractDay(quote.begins_at, language, quote.zone));
  const label = quote.kind === "upgrade" ? atOnce : later;
  return (
    <Section title={t.change.title(quote.plan.names[language])}>
      <Form
        act={act}
        wide
        submit={leading ? t.preview.leading : label}
        submitting={t.change.changing}
        onSubmit={() => void submit()}
        aside={
          act.problem?.name === "price-changed" ? (
            <button type="button" class="button" onClick={onStale}>
              {t.preview.again}
            </button>
          ) : (
            <a class="button button--quiet" href="/app/subscription">
              {t.change.toSubscription}
            </a>
          )
        }
      >
        {null}
      </Form>
    </Section>
  );
}

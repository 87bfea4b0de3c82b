import { useState } from "preact/hooks";
import { choosePlan, type Quote } from "../../api/subscription";
import { Form } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTexts, useWording } from "../../i18n/context";
import { euros } from "../../i18n/money";
import { PLANS } from "../../i18n/plans";
import { goToPath } from "../../routing/location";
import { useFreshPage } from "../../routing/use_fresh_page";
import { Section } from "../shell/Section";

interface ChooseProps {
  readonly quote: Quote;
  /** The price is another by now. */
  onStale(): void;
}

/** Contracts the plan at the price shown and leads to the gateway's page, where it is paid (contract S3). */
export function Choose({ quote, onStale }: ChooseProps) {
  const { language } = useWording();
  const t = useTexts(PLANS).preview;
  const act = useAct();
  const [leading, setLeading] = useState(false);
  useFreshPage();
  const amount = quote.first_charge.gross;
  const submit = async () => {
    if (leading) return;
    const made = await act.run({ plan_id: quote.plan.id, first_charge: amount }, choosePlan);
    if (made === null) return;
    if (made.payment_page === null) return goToPath("/app/subscription");
    setLeading(true);
    window.location.assign(made.payment_page);
  };
  const refused = act.problem?.name ?? "";
  const labels = { pay: t.pay(euros(amount, language)), save_card: t.saveCard, nothing: t.begin };
  return (
    <Section title={t.title(quote.plan.names[language])}>
      <Form
        act={act}
        wide
        submit={leading ? t.leading : labels[quote.first_step]}
        submitting={t.choosing}
        onSubmit={() => void submit()}
        aside={<Ways refused={refused} onStale={onStale} />}
      >
        {quote.first_step !== "nothing" && <p class="field__hint">{t.gateway}</p>}
      </Form>
    </Section>
  );
}

/** What can be done about a refusal. */
function Ways({ refused, onStale }: { refused: string; onStale: () => void }) {
  const t = useTexts(PLANS).preview;
  if (refused === "price-changed") {
    return (
      <button type="button" class="button" onClick={onStale}>
        {t.again}
      </button>
    );
  }
  if (refused === "payment-pending" || refused === "already-subscribed") {
    return (
      <a class="button" href="/app/subscription">
        {t.toSubscription}
      </a>
    );
  }
  return null;
}

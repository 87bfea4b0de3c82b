import "../../styles/subscription.css";
import { type ChangeQuote, previewChange } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { contractDay, euros } from "../../i18n/money";
import { PLANS } from "../../i18n/plans";
import type { PathValues } from "../../routing/match";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { OwnerOnly } from "../session/OwnerOnly";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { ChangeAct } from "./ChangeAct";
import { Includes } from "./Includes";
import { Following, Sums } from "./QuoteParts";

/** What changing to another plan would come to, before it is done (contract S2, S15). */
export default function ChangePage({ id = "" }: PathValues) {
  const t = useTexts(PLANS);
  return (
    <OwnerOnly title={t.title}>
      <Preview id={id} />
    </OwnerOnly>
  );
}

function Preview({ id }: { id: string }) {
  const { language } = useWording();
  const t = useTexts(PLANS);
  const loaded = useLoaded(() => previewChange(id), id);
  const quote = loaded.value;
  const other = (
    <div class="row">
      <a class="button button--quiet" href="/app/plans">
        {t.preview.other}
      </a>
    </div>
  );
  if (quote === null) {
    return (
      <>
        <PageHead title={t.title} />
        <Shown loaded={loaded}>{() => null}</Shown>
        {other}
      </>
    );
  }
  return (
    <>
      <PageHead title={t.change.title(quote.plan.names[language])} lead={t.change.lead} />
      <div class="columns">
        <div class="columns__main">
          <Due quote={quote} />
          <Following quote={quote} />
        </div>
        <div class="columns__side">
          <Section title={quote.plan.names[language]}>
            <Includes includes={quote.plan.includes} />
            <p class="field__hint">{t.change.rule(quote.rule, quote.clause)}</p>
          </Section>
          <ChangeAct quote={quote} onStale={() => void loaded.reload()} />
          {other}
        </div>
      </div>
    </>
  );
}

/** From when the plan is another, and what that costs. */
function Due({ quote }: { quote: ChangeQuote }) {
  const { language } = useWording();
  const t = useTexts(PLANS).change;
  const { due, kind, first_step: step, credit, waived } = quote;
  const atOnce = step === "pay" ? t.upgrade : t.upgradeFree;
  const later = t.downgrade(contractDay(quote.begins_at, language, quote.zone));
  return (
    <Section title={t.now}>
      <p>{kind === "upgrade" ? atOnce : later}</p>
      {step === "pay" ? <Sums amount={due} rate={quote.vat.rate} /> : <p>{waived ? t.waived : t.nothing}</p>}
      {Number(credit) > 0 && <p>{t.credit(euros(credit, language))}</p>}
      {step === "pay" && <p class="field__hint">{t.card}</p>}
      {step === "save_card" && <p class="field__hint">{t.saveCard}</p>}
    </Section>
  );
}

import "../../styles/subscription.css";
import { previewPlan, type Quote } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { euros, lastContractDay } from "../../i18n/money";
import { PLANS } from "../../i18n/plans";
import type { PathValues } from "../../routing/match";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { OwnerOnly } from "../session/OwnerOnly";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { Choose } from "./Choose";
import { Includes } from "./Includes";
import { FirstCharge, Following } from "./QuoteParts";

/** What a plan would come to, to the cent and with its dates, before it is contracted (contract S2). */
export default function PreviewPage({ id = "" }: PathValues) {
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
  const loaded = useLoaded(() => previewPlan(id), id);
  if (loaded.value === null) {
    return (
      <>
        <PageHead title={t.title} />
        <Shown loaded={loaded}>{() => null}</Shown>
        <OtherPlans />
      </>
    );
  }
  const quote = loaded.value;
  return (
    <>
      <PageHead title={t.preview.title(quote.plan.names[language])} lead={t.preview.lead} />
      <Shown loaded={loaded}>
        {() => (
          <div class="columns">
            <div class="columns__main">
              <FirstCharge quote={quote} />
              <Following quote={quote} />
            </div>
            <div class="columns__side">
              <Terms quote={quote} />
              <Choose quote={quote} onStale={() => void loaded.reload()} />
              <OtherPlans />
            </div>
          </div>
        )}
      </Shown>
    </>
  );
}

function OtherPlans() {
  const t = useTexts(PLANS);
  return (
    <div class="row">
      <a class="button button--quiet" href="/app/plans">
        {t.preview.other}
      </a>
    </div>
  );
}

/** What is contracted besides the price. */
function Terms({ quote }: { quote: Quote }) {
  const { language } = useWording();
  const t = useTexts(PLANS);
  const { plan, extra_envelope: extra, withdrawal_until: until, zone } = quote;
  return (
    <Section title={plan.names[language]}>
      <Includes includes={plan.includes} />
      {extra !== null && <p>{t.preview.extraEnvelope(euros(extra.gross, language))}</p>}
      {plan.kind !== "free" && <p>{t.preview.renews}</p>}
      {until !== null && <p>{t.preview.withdrawalUntil(lastContractDay(until, language, zone))}</p>}
      <p class="field__hint">{t.preview.governs(quote.terms_version)}</p>
    </Section>
  );
}

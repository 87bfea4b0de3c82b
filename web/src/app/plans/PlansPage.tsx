import "../../styles/subscription.css";
import { listPlans, listSubscriptions, type Plan } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { euros, percent } from "../../i18n/money";
import { PLANS } from "../../i18n/plans";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { OwnerOnly } from "../session/OwnerOnly";
import { PageHead } from "../shell/PageHead";
import { Includes } from "./Includes";

const CHANGE = "/app/subscription/change";

/** What is on offer (contract S1). */
export default function PlansPage() {
  const t = useTexts(PLANS);
  return (
    <OwnerOnly title={t.title}>
      <PageHead title={t.title} lead={t.lead} />
      <Offers />
    </OwnerOnly>
  );
}

function Offers() {
  const t = useTexts(PLANS);
  const plans = useLoaded(listPlans);
  const contracts = useLoaded(listSubscriptions);
  const contracted = contracts.value?.items.find(({ state }) => state === "active")?.plan.version_id ?? null;
  return (
    <Shown loaded={plans}>
      {({ items }) =>
        items.length === 0 ? (
          <p class="notice">{t.none}</p>
        ) : (
          <ul class="plans">
            {items.map((plan) => (
              <Offer key={plan.id} plan={plan} contracted={contracted} />
            ))}
          </ul>
        )
      }
    </Shown>
  );
}

function Offer({ plan, contracted }: { plan: Plan; contracted: string | null }) {
  const { language } = useWording();
  const t = useTexts(PLANS);
  const name = plan.names[language];
  const reduced = Number(plan.discount) > 0;
  return (
    <li class="plan sheet">
      <h2 class="section-title">{name}</h2>
      <div>
        <p class="plan__price">{t.priceOf[plan.kind](euros(plan.price, language), plan.months)}</p>
        <p class="field__hint">
          {plan.kind !== "free" && t.withoutVat}
          {reduced &&
            ` · ${t.before(euros(plan.fee, language))} · ${t.discount(percent(plan.discount, language))}`}
        </p>
      </div>
      <Includes includes={plan.includes} />
      {plan.id === contracted ? (
        <span class="state state--on">{t.yours}</span>
      ) : (
        <div class="row">
          <a
            class="button button--primary"
            href={`${contracted === null ? "/app/plans" : CHANGE}/${plan.id}`}
          >
            {contracted === null ? t.look : t.lookAtChange}
            <span class="unseen"> {name}</span>
          </a>
        </div>
      )}
    </li>
  );
}

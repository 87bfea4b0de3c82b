import "../../styles/subscription.css";
import { listSubscriptions, type Subscription } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { SUBSCRIPTION } from "../../i18n/subscription";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { useSigned } from "../session/me";
import { OwnerOnly } from "../session/OwnerOnly";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { Contract } from "./Contract";
import { Pending } from "./Pending";
import { Returned } from "./Returned";
import { Shared } from "./Shared";
import { useReturn } from "./use_return";

type Texts = (typeof SUBSCRIPTION)["es"];

/** The contract of the business: where it stands, what is due, what will happen, and the ways out. */
export default function SubscriptionPage() {
  const t = useTexts(SUBSCRIPTION);
  return (
    <OwnerOnly title={t.title}>
      <Current />
    </OwnerOnly>
  );
}

function Current() {
  const { language } = useWording();
  const t = useTexts(SUBSCRIPTION);
  const { business } = useSigned();
  const loaded = useLoaded(listSubscriptions);
  const returned = useReturn(loaded);
  const current = loaded.value?.items.find(({ state }) => state !== "succeeded") ?? null;
  return (
    <>
      <PageHead
        title={t.title}
        kicker={current === null ? undefined : (t.states[current.state] ?? current.state)}
        lead={current === null ? undefined : current.plan.names[language]}
      >
        <a class="button" href="/app/invoices">
          {t.invoices}
        </a>
      </PageHead>
      <Returned returned={returned} subscription={current} />
      <Shown loaded={loaded}>
        {({ items, payer_id: payer }) => (
          <>
            {payer !== null && payer !== business?.id ? (
              <Shared payerId={payer} />
            ) : (
              <Which subscription={current} onChanged={() => void loaded.reload()} />
            )}
            <Earlier contracts={items.filter((one) => one.id !== current?.id && one.state !== "lapsed")} />
          </>
        )}
      </Shown>
    </>
  );
}

function Which({ subscription, onChanged }: { subscription: Subscription | null; onChanged: () => void }) {
  const { language } = useWording();
  const t = useTexts(SUBSCRIPTION);
  if (subscription === null) return <NoPlan t={t} lead={t.none} />;
  const { state, plan } = subscription;
  if (state === "lapsed") return <NoPlan t={t} lead={t.lapsed(plan.names[language])} />;
  if (state === "pending_payment") return <Pending subscription={subscription} onChanged={onChanged} />;
  return <Contract subscription={subscription} onChanged={onChanged} />;
}

function NoPlan({ t, lead }: { t: Texts; lead: string }) {
  return (
    <div class="empty">
      <p>{lead}</p>
      <p>{t.noneLead}</p>
      <a class="button button--primary" href="/app/plans">
        {t.seePlans}
      </a>
    </div>
  );
}

function Earlier({ contracts }: { contracts: readonly Subscription[] }) {
  const { language } = useWording();
  const t = useTexts(SUBSCRIPTION);
  if (contracts.length === 0) return null;
  return (
    <Section title={t.earlier}>
      <ul class="rows">
        {contracts.map(({ id, plan, state }) => (
          <li key={id} class="rows__row">
            <span class="rows__title">{plan.names[language]}</span>
            <span class="state">{t.states[state] ?? state}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

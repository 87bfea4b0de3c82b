import type { Body } from "../../../api/schemas";
import { readContract, readContractTimeline } from "../../../api/staff/billing";
import { BILLING } from "../../../i18n/billing";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime, lastMoment } from "../../../i18n/language";
import { euros } from "../../../i18n/money";
import type { PathValues } from "../../../routing/match";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { PageHead } from "../../shell/PageHead";
import { Section } from "../../shell/Section";
import { Line } from "../../subscription/Line";
import { Claims } from "./Claims";
import { Decision } from "./Decision";
import { Bills, Invoices } from "./Papers";
import { Propose } from "./Propose";

type Contract = Body<"StaffSubscriptionView">;

/** One contract: its facts, what can be decided about it, its bills and invoices, and its timeline. */
export default function ContractPage({ id = "" }: PathValues) {
  const t = useTexts(BILLING);
  const loaded = useLoaded(() => readContract(id), id);
  const reload = () => void loaded.reload();
  return (
    <Shown loaded={loaded}>
      {(contract) => (
        <>
          <PageHead
            kicker={[t.states[contract.state], contract.reason && t.reasons[contract.reason]]
              .filter(Boolean)
              .join(": ")}
            title={t.contract(id)}
            lead={contract.business_id}
          >
            <a class="button button--quiet" href="/app/staff/billing">
              {t.back}
            </a>
          </PageHead>
          <Facts contract={contract} />
          <Propose key={contract.can_decide.join()} contract={contract} onProposed={reload} />
          <Section title={t.decisions}>
            {contract.decisions.length === 0 ? (
              <p class="empty">{t.decisionsNone}</p>
            ) : (
              <ul class="rows">
                {contract.decisions.map((decision) => (
                  <Decision key={decision.id} decision={decision} onChanged={reload} />
                ))}
              </ul>
            )}
          </Section>
          <Bills bills={contract.bills} />
          <Invoices invoices={contract.invoices} />
          <Claims id={id} />
          <Course id={id} />
        </>
      )}
    </Shown>
  );
}

function Facts({ contract }: { contract: Contract }) {
  const { language } = useWording();
  const t = useTexts(BILLING);
  const until = (at: string | null) => (at === null ? null : lastMoment(at, language));
  const next = contract.next_deadline;
  const facts: readonly (readonly [string, string | null])[] = [
    [t.plan, contract.plan.names[language]],
    [t.fee, euros(contract.plan.fee, language)],
    [t.vat, `${contract.vat_rate} %`],
    [t.customer, t.customers[contract.customer] ?? contract.customer],
    [t.selected, dateTime(contract.selected_at, language)],
    [t.next, next === null ? t.never : dateTime(next, language)],
    [t.ends, until(contract.ends_at)],
    [t.downloads, until(contract.downloads_end)],
    [t.blocked, contract.blocked_at === null ? null : dateTime(contract.blocked_at, language)],
  ];
  return (
    <Section
      title={t.facts}
      aside={contract.awaits_decision ? <span class="state">{t.awaitsDecision}</span> : undefined}
    >
      <dl class="facts facts--wide">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </Section>
  );
}

function Course({ id }: { id: string }) {
  const t = useTexts(BILLING);
  const loaded = useLoaded(() => readContractTimeline(id), id);
  return (
    <Section title={t.timeline}>
      <Shown loaded={loaded}>{(timeline) => <Line timeline={timeline} title={t.goes} />}</Shown>
    </Section>
  );
}

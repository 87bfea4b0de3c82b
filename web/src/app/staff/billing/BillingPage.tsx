import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { listDue, listFailedCharges, type Wanted } from "../../../api/staff/billing";
import { SelectField } from "../../../forms/SelectField";
import { TextField } from "../../../forms/TextField";
import { BILLING } from "../../../i18n/billing";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime } from "../../../i18n/language";
import { euros } from "../../../i18n/money";
import { Paged } from "../../lists/Paged";
import { usePages } from "../../lists/use_pages";
import { PageHead } from "../../shell/PageHead";
import { Section } from "../../shell/Section";
import { Awaiting } from "./Awaiting";

/** What falls due, what failed, and what waits for a second person (contract S5–S13). */
export default function BillingPage() {
  const t = useTexts(BILLING);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Awaiting />
      <Failed />
      <Due />
    </>
  );
}

function Failed() {
  const { language } = useWording();
  const t = useTexts(BILLING);
  const pages = usePages(listFailedCharges);
  return (
    <Section title={t.failed}>
      <Paged pages={pages} none={<p class="empty">{t.failedNone}</p>}>
        <ul class="records">
          {pages.items.map((charge) => (
            <li key={charge.bill_id}>
              <a class="record" href={`/app/staff/billing/${charge.subscription_id}`}>
                <span class="record__main">
                  <span class="record__title">
                    {charge.month} · {euros(charge.gross, language)}
                  </span>
                  <span class="record__detail">
                    {t.attempts(charge.attempts)} · {dateTime(charge.asked_at, language)} ·{" "}
                    {charge.code ?? charge.subscription_id}
                  </span>
                </span>
                <span class="state">
                  {charge.outcome === "unknown" ? t.unknown : t.declines[charge.decline ?? "retry"]}
                </span>
              </a>
            </li>
          ))}
        </ul>
      </Paged>
    </Section>
  );
}

function Due() {
  const t = useTexts(BILLING);
  const asked = new URLSearchParams(location.search).get("business") ?? "";
  const [wanted, setWanted] = useState<Wanted>({ reason: "", business: asked });
  const pages = usePages((after) => listDue(wanted, after), `${wanted.reason} ${wanted.business}`);
  return (
    <Section title={t.due}>
      <search class="filter">
        <SelectField
          label={t.show}
          name="reason"
          value={wanted.reason}
          error={null}
          options={[
            ["", t.all],
            ["unpaid", t.onlyUnpaid],
          ]}
          onValue={(value) => setWanted({ ...wanted, reason: value === "unpaid" ? "unpaid" : "" })}
        />
        <TextField
          label={t.business}
          hint={t.businessHint}
          name="business"
          optional="silent"
          maxLength={40}
          value={wanted.business}
          error={null}
          onValue={(business) => setWanted({ ...wanted, business: business.trim() })}
        />
      </search>
      <Paged pages={pages} none={<p class="empty">{t.dueNone}</p>}>
        <ul class="records">
          {pages.items.map((contract) => (
            <DueRow key={contract.id} contract={contract} />
          ))}
        </ul>
      </Paged>
    </Section>
  );
}

function DueRow({ contract }: { contract: Body<"DueSubscription"> }) {
  const { language } = useWording();
  const t = useTexts(BILLING);
  const { next_deadline: next, next_deadline_kind: kind, owed, reason } = contract;
  const detail = [
    next === null ? t.never : dateTime(next, language),
    kind === null ? null : (t.kinds[kind] ?? kind),
    owed === null ? null : `${t.owed} ${euros(owed, language)}`,
    contract.id,
  ];
  return (
    <li>
      <a class="record" href={`/app/staff/billing/${contract.id}`}>
        <span class="record__main">
          <span class="record__title">{contract.plan}</span>
          <span class="record__detail">{detail.filter(Boolean).join(" · ")}</span>
        </span>
        <span class={contract.state === "active" ? "state state--on" : "state"}>
          {contract.awaits_decision
            ? t.awaitsDecision
            : [t.states[contract.state], reason && t.reasons[reason]].filter(Boolean).join(": ")}
        </span>
      </a>
    </li>
  );
}

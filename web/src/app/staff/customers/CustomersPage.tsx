import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { lookCustomerUp } from "../../../api/staff/customers";
import { Form } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { BILLING } from "../../../i18n/billing";
import { useTexts, useWording } from "../../../i18n/context";
import { CUSTOMERS } from "../../../i18n/customers";
import { FORMS } from "../../../i18n/forms";
import { dateTime } from "../../../i18n/language";
import { useSigned } from "../../session/me";
import { staffPermissions } from "../../session/staff";
import { PageHead } from "../../shell/PageHead";
import { Section } from "../../shell/Section";

type Customer = Body<"CustomerSummary">;

/** Looking a customer up: little, for a reason, recorded (contract M2, M7). */
export default function CustomersPage() {
  const t = useTexts(CUSTOMERS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ query: "", reason: "" }, act.problem);
  const [found, setFound] = useState<readonly Customer[] | null>(null);
  const submit = async () => {
    setFound(null);
    if (!fields.complete({ query: forms.required, reason: forms.required })) return;
    const lookup = await act.run(fields.values, lookCustomerUp);
    if (lookup !== null) setFound(lookup.items);
  };
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Section title={t.search}>
        <Form act={act} submit={t.search} submitting={t.searching} onSubmit={() => void submit()}>
          <TextField {...fields.bind("query")} label={t.query} hint={t.queryHint} maxLength={254} />
          <TextField {...fields.bind("reason")} label={t.reason} hint={t.reasonHint} />
        </Form>
      </Section>
      <div role="status">{found?.length === 0 && <p class="notice">{t.none}</p>}</div>
      {found?.map((customer) => (
        <Found key={customer.id} customer={customer} />
      ))}
    </>
  );
}

function Found({ customer }: { customer: Customer }) {
  const { language } = useWording();
  const t = useTexts(CUSTOMERS);
  const billing = useTexts(BILLING);
  const bills = staffPermissions(useSigned().me).includes("customers:bill");
  const last = customer.last_sent_at;
  const facts: readonly (readonly [string, string | number])[] = [
    [t.since, dateTime(customer.created_at, language)],
    [t.members, customer.members],
    [t.documents, customer.documents],
    [t.sent, customer.envelopes_sent],
    [t.open, customer.envelopes_open],
    [t.lastSent, last === null ? t.never : dateTime(last, language)],
  ];
  return (
    <Section
      title={customer.name}
      lead={`${customer.id} · ${customer.country}`}
      aside={
        <span class={customer.state === "active" ? "state state--on" : "state"}>
          {t.states[customer.state]}
        </span>
      }
    >
      <dl class="facts facts--wide">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {bills && (
        <a class="button button--quiet" href={`/app/staff/billing?business=${customer.id}`}>
          {billing.contracts}
          <span class="unseen"> {customer.name}</span>
        </a>
      )}
    </Section>
  );
}

import { useState } from "preact/hooks";
import { createBusiness } from "../../api/accounts";
import { Form } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTerms } from "../../forms/use_terms";
import { BUSINESS } from "../../i18n/business";
import { useTexts } from "../../i18n/context";
import { goToPath } from "../../routing/location";
import { BusinessFields, businessFrom, EMPTY_BUSINESS } from "../business/BusinessFields";
import { useSigned } from "../session/me";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { ALL_DECLARED, ContractFields, DECLARATIONS, type Declaration, OWNER_TEXTS } from "./ContractFields";

/** Phase 2 of registering, second step: the business, and what its owner declares and accepts (contract A2). */
export default function NewBusinessPage() {
  const t = useTexts(BUSINESS);
  const { me, reload, choose } = useSigned();
  const act = useAct();
  const fields = useFields(EMPTY_BUSINESS, act.problem);
  const terms = useTerms(OWNER_TEXTS);
  const [declared, setDeclared] = useState<ReadonlySet<Declaration>>(new Set());
  const [marking, setMarking] = useState(false);
  const first = me.businesses.length === 0;

  const submit = async () => {
    setMarking(true);
    const filled = fields.complete({
      name: t.nameMissing,
      customer_kind: t.customerKindMissing,
      "address/street": t.streetMissing,
      "address/city": t.cityMissing,
    });
    if (!filled || declared.size < DECLARATIONS.length || !terms.allAccepted) return;
    const body = {
      ...businessFrom(fields.values),
      declarations: ALL_DECLARED,
      accepted: terms.acceptances(),
    };
    const made = await act.run(body, createBusiness);
    if (made === null) return void (await terms.reload());
    await choose(made.id);
    await reload();
    goToPath("/app");
  };

  return (
    <>
      <PageHead kicker={first ? t.step : t.another} title={t.newTitle} lead={t.newLead} />
      <Form act={act} submit={t.create} submitting={t.creating} onSubmit={() => void submit()}>
        <Section title={t.data}>
          <BusinessFields fields={fields} />
        </Section>
        <Section title={t.contract} lead={t.contractLead}>
          <ContractFields terms={terms} declared={declared} marking={marking} onDeclare={setDeclared} />
        </Section>
      </Form>
    </>
  );
}

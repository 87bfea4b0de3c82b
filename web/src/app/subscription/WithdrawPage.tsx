import "../../styles/subscription.css";
import { useState } from "preact/hooks";
import {
  listSubscriptions,
  listWithdrawals,
  type Subscription,
  stateWithdrawal,
  type Withdrawal,
} from "../../api/subscription";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts, useWording } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { LEAVING } from "../../i18n/leaving";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { useSigned } from "../session/me";
import { OwnerOnly } from "../session/OwnerOnly";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { ConfirmWithdrawal } from "./ConfirmWithdrawal";
import { Withdrawn } from "./Withdrawn";

/** Withdraws from the contract in two steps, with a receipt (contract S14; 2011/83/EU, art. 11a). */
export default function WithdrawPage() {
  const t = useTexts(LEAVING).withdraw;
  return (
    <OwnerOnly title={t.title}>
      <PageHead title={t.title} lead={t.lead} />
      <Current />
    </OwnerOnly>
  );
}

function Current() {
  const contracts = useLoaded(listSubscriptions);
  const statements = useLoaded(listWithdrawals);
  return (
    <Shown loaded={contracts}>
      {({ items }) => (
        <Shown loaded={statements}>
          {(given) => <Steps subscription={items[0] ?? null} given={given.items} />}
        </Shown>
      )}
    </Shown>
  );
}

interface StepsProps {
  readonly subscription: Subscription | null;
  readonly given: readonly Withdrawal[];
}

/** The step one is at: stating, confirming, or done. */
function Steps({ subscription, given }: StepsProps) {
  const before = given.find((one) => one.confirmed_at !== null && one.subscription_id === subscription?.id);
  const [done, setDone] = useState<Withdrawal | null>(before ?? null);
  const [stated, setStated] = useState<Withdrawal | null>(null);
  if (subscription === null) return <NoRight />;
  if (done !== null) return <Withdrawn withdrawal={done} zone={subscription.zone} />;
  if (!subscription.may_withdraw) return <NoRight />;
  if (stated === null) return <State subscription={subscription} onStated={setStated} />;
  return (
    <ConfirmWithdrawal
      withdrawal={stated}
      zone={subscription.zone}
      onConfirmed={setDone}
      onBack={() => setStated(null)}
    />
  );
}

interface StateProps {
  readonly subscription: Subscription;
  onStated(withdrawal: Withdrawal): void;
}

function State({ subscription, onStated }: StateProps) {
  const { language } = useWording();
  const t = useTexts(LEAVING).withdraw;
  const forms = useTexts(FORMS);
  const { me } = useSigned();
  const act = useAct();
  const fields = useFields({ name: me.name ?? "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ name: forms.required })) return;
    const stated = await act.run({ name: fields.values.name, language }, stateWithdrawal);
    if (stated !== null) onStated(stated);
  };
  return (
    <Section title={t.statement} lead={subscription.statements.withdraw[language]}>
      <Form act={act} submit={t.next} submitting={t.nexting} onSubmit={() => void submit()}>
        <p>
          {t.contract}: <code>{subscription.id}</code>
        </p>
        <TextField {...fields.bind("name")} label={t.name} autocomplete="name" />
      </Form>
    </Section>
  );
}

function NoRight() {
  const t = useTexts(LEAVING).withdraw;
  return (
    <Section title={t.none} lead={t.noneText}>
      <div class="row">
        <a class="button" href="/app/subscription/cancel">
          {t.toCancel}
        </a>
        <a class="button button--quiet" href="/app/subscription">
          {t.back}
        </a>
      </div>
    </Section>
  );
}

import { useState } from "preact/hooks";
import { endShare, listShares, readPlanUse, type Share, sharePlan } from "../../api/subscription";
import { Confirm } from "../../forms/Confirm";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts, useWording } from "../../i18n/context";
import { contractDay } from "../../i18n/money";
import { PLAN_USE } from "../../i18n/plan_use";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { useSigned } from "../session/me";
import { Section } from "../shell/Section";

/** The owner's other businesses that use this plan, where it allows any (contract A4). */
export function Shares({ zone }: { zone: string }) {
  const t = useTexts(PLAN_USE);
  const use = useLoaded(readPlanUse);
  const loaded = useLoaded(listShares);
  const included = use.value?.businesses.included ?? null;
  const shared = loaded.value?.items ?? [];
  const mayShare = use.value !== null && (included === null || included > 1);
  if (!mayShare && shared.length === 0) return null;
  const reload = () => void Promise.all([loaded.reload(), use.reload()]);
  return (
    <Section title={t.shares} lead={t.sharesLead}>
      <Shown loaded={loaded}>
        {({ items }) => (
          <>
            {items.length === 0 && <p>{t.sharesNone}</p>}
            <ul class="records">
              {items.map((share) => (
                <Row key={share.business_id} share={share} zone={zone} onEnded={reload} />
              ))}
            </ul>
            {mayShare && <Add items={items} onShared={reload} />}
          </>
        )}
      </Shown>
    </Section>
  );
}

interface RowProps {
  readonly share: Share;
  readonly zone: string;
  onEnded(): void;
}

function Row({ share, zone, onEnded }: RowProps) {
  const { language } = useWording();
  const t = useTexts(PLAN_USE);
  const { me } = useSigned();
  const [asking, setAsking] = useState(false);
  const name = me.businesses.find(({ id }) => id === share.business_id)?.name ?? share.business_id;
  return (
    <li class="record">
      <span class="record__main">
        <span class="record__title">{name}</span>
        <span class="record__detail">{t.since(contractDay(share.added_at, language, zone))}</span>
      </span>
      <button type="button" class="button button--quiet" onClick={() => setAsking(true)}>
        {t.end}
        <span class="unseen"> {t.ofBusiness(name)}</span>
      </button>
      {asking && (
        <Confirm
          title={t.endTitle(name)}
          text={t.endText}
          confirm={t.end}
          confirming={t.ending}
          act={(key) => endShare(share.business_id, key)}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            onEnded();
          }}
        />
      )}
    </li>
  );
}

function Add({ items, onShared }: { items: readonly Share[]; onShared(): void }) {
  const t = useTexts(PLAN_USE);
  const { me, business } = useSigned();
  const act = useAct();
  const fields = useFields({ business: "" }, act.problem);
  const sharing = new Set(items.map((one) => one.business_id));
  const others = me.businesses.filter(
    ({ id, role }) => role === "owner" && id !== business?.id && !sharing.has(id),
  );
  if (others.length === 0) return items.length === 0 ? <p>{t.noOther}</p> : null;
  const submit = async () => {
    if (!fields.complete({ business: t.chooseOne })) return;
    if ((await act.run(fields.values.business, sharePlan)) !== null) onShared();
  };
  const options = [["", ""] as const, ...others.map(({ id, name }) => [id, name] as const)];
  return (
    <Form act={act} submit={t.share} submitting={t.sharing} onSubmit={() => void submit()}>
      <SelectField {...fields.bind("business")} label={t.other} options={options} />
    </Form>
  );
}

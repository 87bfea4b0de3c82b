import { useState } from "preact/hooks";
import { listTransfers, offerOwnership, withdrawTransfer } from "../../api/ownership";
import type { Body } from "../../api/schemas";
import { Confirm } from "../../forms/Confirm";
import { SelectField } from "../../forms/SelectField";
import { useTexts, useWording } from "../../i18n/context";
import { shortDate } from "../../i18n/language";
import { TRANSFER } from "../../i18n/transfer";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";

type Transferred = Body<"TransferView">;

/** Offers the business to one of its guests, one at a time, and shows what became of the offers. */
export function Transfer({ guests }: { guests: readonly Body<"MemberView">[] }) {
  const t = useTexts(TRANSFER);
  const loaded = useLoaded(listTransfers);
  const [chosen, setChosen] = useState("");
  const [asking, setAsking] = useState(false);
  const [withdrawing, setWithdrawing] = useState<Transferred | null>(null);
  const guest = guests.find((each) => each.user_id === chosen) ?? guests[0];
  const isOffered = loaded.value?.items.some(({ state }) => state === "offered") ?? true;
  const done = () => {
    setAsking(false);
    setWithdrawing(null);
    void loaded.reload();
  };
  return (
    <Section title={t.title} lead={t.lead}>
      <Shown loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? null : (
            <ul class="rows">
              {page.items.map((transfer) => (
                <Row key={transfer.id} transfer={transfer} onWithdraw={() => setWithdrawing(transfer)} />
              ))}
            </ul>
          )
        }
      </Shown>
      {guest === undefined && <p class="field__hint">{t.noGuests}</p>}
      {guest !== undefined && !isOffered && (
        <div class="form">
          <SelectField
            label={t.to}
            name="user_id"
            value={guest.user_id}
            error={null}
            options={guests.map((each) => [each.user_id, each.name ?? each.email] as const)}
            onValue={setChosen}
          />
          <div class="row">
            <button type="button" class="button button--quiet" onClick={() => setAsking(true)}>
              {t.offer}
            </button>
          </div>
        </div>
      )}
      {asking && guest !== undefined && (
        <Confirm
          title={t.offerTitle(guest.name ?? guest.email)}
          text={t.offerText}
          confirm={t.offer}
          confirming={t.offering}
          act={(key) => offerOwnership(guest.user_id, key)}
          onClose={() => setAsking(false)}
          onDone={done}
        />
      )}
      {withdrawing !== null && (
        <Confirm
          title={t.withdrawTitle}
          text={t.withdrawText}
          confirm={t.withdraw}
          confirming={t.withdrawing}
          act={(key) => withdrawTransfer(withdrawing.id, key)}
          onClose={() => setWithdrawing(null)}
          onDone={done}
        />
      )}
    </Section>
  );
}

function Row({ transfer, onWithdraw }: { transfer: Transferred; onWithdraw: () => void }) {
  const { language } = useWording();
  const t = useTexts(TRANSFER);
  const open = transfer.state === "offered";
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{transfer.offered_to.name ?? transfer.offered_to.email}</span>
        <span class="rows__detail">{t.offered(shortDate(transfer.offered_at, language))}</span>
      </span>
      <span class={`state state--${transfer.state}`}>{t.states[transfer.state]}</span>
      {open && (
        <button type="button" class="button button--quiet" onClick={onWithdraw}>
          {t.withdraw}
        </button>
      )}
    </li>
  );
}

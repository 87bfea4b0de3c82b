import { useState } from "preact/hooks";
import { withdrawMember } from "../../api/members";
import type { Body } from "../../api/schemas";
import { Confirm } from "../../forms/Confirm";
import { useTexts, useWording } from "../../i18n/context";
import { shortDate } from "../../i18n/language";
import { MEMBERS } from "../../i18n/members";
import { Seal } from "../../shared/Seal";
import { Shown } from "../lists/Shown";
import type { Loaded } from "../lists/use_loaded";
import type { PageOf } from "../lists/use_pages";
import { useSigned } from "../session/me";
import { Section } from "../shell/Section";
import { MemberDevice } from "./MemberDevice";

type Member = Body<"MemberView">;

/** The members, and the owner's means to end a guest's access at once. */
export function People({ loaded }: { loaded: Loaded<PageOf<Member>> }) {
  const t = useTexts(MEMBERS);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const [robbed, setRobbed] = useState<Member | null>(null);
  const [closed, setClosed] = useState<string | null>(null);
  return (
    <Section title={t.people}>
      <p role="status">{closed !== null && t.deviceDone(closed)}</p>
      <Shown loaded={loaded}>
        {(page) => (
          <ul class="rows">
            {page.items.map((member) => (
              <Row
                key={member.user_id}
                member={member}
                onWithdraw={() => setLeaving(member)}
                onStolen={() => setRobbed(member)}
              />
            ))}
          </ul>
        )}
      </Shown>
      {leaving !== null && (
        <Confirm
          title={t.withdrawTitle(leaving.name ?? leaving.email)}
          text={t.withdrawText}
          confirm={t.withdraw}
          confirming={t.withdrawing}
          act={() => withdrawMember(leaving.user_id)}
          onClose={() => setLeaving(null)}
          onDone={() => {
            setLeaving(null);
            void loaded.reload();
          }}
        />
      )}
      {robbed !== null && (
        <MemberDevice
          member={robbed}
          onClose={() => setRobbed(null)}
          onDone={() => {
            setClosed(robbed.name ?? robbed.email);
            setRobbed(null);
            void loaded.reload();
          }}
        />
      )}
    </Section>
  );
}

interface RowProps {
  readonly member: Member;
  onWithdraw(): void;
  onStolen(): void;
}

function Row({ member, onWithdraw, onStolen }: RowProps) {
  const { language } = useWording();
  const t = useTexts(MEMBERS);
  const { me } = useSigned();
  const mine = member.user_id === me.id;
  return (
    <li class="rows__row">
      <Seal seed={member.user_id} />
      <span class="rows__main">
        <span class="rows__title">
          {member.name ?? member.email} {mine && <>({t.you})</>}
        </span>
        <span class="rows__detail">
          {member.email} · {t.since(shortDate(member.joined_at, language))}
          {t.keys(member.api_keys)}
        </span>
      </span>
      {member.shut_out_at !== null && (
        <span class="state state--wrong">{t.shutOut(shortDate(member.shut_out_at, language))}</span>
      )}
      {member.flags.length > 0 && <span class="state state--wrong">{t.noSecondFactor}</span>}
      <span class={`state ${member.role === "owner" ? "state--on" : ""}`}>{t.roles[member.role]}</span>
      {member.role === "guest" && member.shut_out_at === null && (
        <span class="row">
          <button type="button" class="button button--quiet" onClick={onStolen}>
            {t.device}
            <span class="unseen"> {member.name ?? member.email}</span>
          </button>
          <button type="button" class="button button--quiet" onClick={onWithdraw}>
            {t.withdraw}
            <span class="unseen"> {member.name ?? member.email}</span>
          </button>
        </span>
      )}
    </li>
  );
}

import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { changeRoles, leaveStaff, readStaff } from "../../../api/staff/people";
import { AskReason } from "../../../forms/AskReason";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime, shortDate } from "../../../i18n/language";
import { STAFF } from "../../../i18n/staff";
import type { PathValues } from "../../../routing/match";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { PageHead } from "../../shell/PageHead";
import { Section } from "../../shell/Section";
import { Elsewhere } from "./Elsewhere";
import { MemberDuties } from "./MemberDuties";
import { RoleTicks, type StaffRole } from "./RoleTicks";

type Detail = Body<"StaffMemberDetail">;

/** A member of staff: their roles, their record, and their leaving. */
export default function StaffMemberPage({ id = "" }: PathValues) {
  const { language } = useWording();
  const t = useTexts(STAFF);
  const loaded = useLoaded(() => readStaff(id), id);
  return (
    <Shown loaded={loaded}>
      {(member) => (
        <>
          <PageHead
            kicker={member.email}
            title={member.name}
            lead={
              member.left_at === null
                ? t.since(shortDate(member.joined_at, language))
                : t.left(shortDate(member.left_at, language))
            }
          />
          {member.left_at === null && (
            <Administration member={member} onChanged={() => void loaded.reload()} />
          )}
          <MemberDuties userId={member.user_id} duties={member.duties} />
          {member.left_at === null && (
            <Elsewhere userId={member.user_id} onChanged={() => void loaded.reload()} />
          )}
          <Section title={t.record}>
            <ol class="chain">
              {member.history.map((event) => (
                <li key={`${event.at} ${event.kind}`} class="chain__link">
                  <span class="chain__what">
                    {t.eventNames[event.kind] ?? event.kind}: {event.reason}
                  </span>
                  <span class="chain__when">
                    {dateTime(event.at, language)} · {event.by?.name ?? t.byCommand}
                    {event.second !== null && ` · ${t.withSecond(event.second.name)}`}
                  </span>
                </li>
              ))}
            </ol>
          </Section>
        </>
      )}
    </Shown>
  );
}

function Administration({ member, onChanged }: { member: Detail; onChanged: () => void }) {
  const t = useTexts(STAFF);
  const [roles, setRoles] = useState<StaffRole[]>(member.roles);
  const [asked, setAsked] = useState<"roles" | "leave" | null>(null);
  const same = roles.length === member.roles.length && roles.every((role) => member.roles.includes(role));
  const done = () => {
    setAsked(null);
    onChanged();
  };
  return (
    <Section title={t.roles}>
      <RoleTicks roles={roles} error={null} onRoles={setRoles} />
      <div class="row">
        <button
          type="button"
          class="button button--primary"
          disabled={same || roles.length === 0}
          onClick={() => setAsked("roles")}
        >
          {t.changeRoles}
        </button>
        <button type="button" class="button button--danger" onClick={() => setAsked("leave")}>
          {t.leave}
        </button>
      </div>
      {asked === "roles" && (
        <AskReason
          title={t.changeRoles}
          label={t.reason}
          confirm={t.changeRoles}
          act={(reason, key) => changeRoles({ user_id: member.user_id, roles, reason }, key)}
          onClose={() => setAsked(null)}
          onDone={done}
        />
      )}
      {asked === "leave" && (
        <AskReason
          title={t.leaveTitle(member.name)}
          text={t.leaveText}
          label={t.reason}
          confirm={t.leave}
          danger
          act={(reason, key) => leaveStaff(member.user_id, { reason }, key)}
          onClose={() => setAsked(null)}
          onDone={done}
        />
      )}
    </Section>
  );
}

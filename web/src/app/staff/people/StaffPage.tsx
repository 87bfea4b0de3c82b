import { listStaff } from "../../../api/staff/people";
import { useTexts, useWording } from "../../../i18n/context";
import { shortDate } from "../../../i18n/language";
import { STAFF } from "../../../i18n/staff";
import { Seal } from "../../../shared/Seal";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { PageHead } from "../../shell/PageHead";
import { Section } from "../../shell/Section";
import { Joining } from "./Joining";
import { DutiesInShort } from "./MemberDuties";
import { RoleChanges } from "./RoleChanges";

/** Who works for the holder, who is joining, and whose roles are changing (contract M2). */
export default function StaffPage() {
  const { language } = useWording();
  const t = useTexts(STAFF);
  const loaded = useLoaded(listStaff);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Section title={t.people}>
        <Shown loaded={loaded}>
          {(page) => (
            <ul class="records">
              {page.items.map((member) => (
                <li key={member.user_id}>
                  <a class="record" href={`/app/staff/members/${member.user_id}`}>
                    <Seal seed={member.user_id} />
                    <span class="record__main">
                      <span class="record__title">{member.name}</span>
                      <span class="record__detail">
                        {member.roles.map((role) => t.roleNames[role]).join(", ")} ·{" "}
                        {t.since(shortDate(member.joined_at, language))}
                      </span>
                      <span class="record__detail">
                        <DutiesInShort duties={member.duties} />
                      </span>
                    </span>
                    {member.flags.length > 0 && (
                      <span class="state state--wrong">
                        {member.flags.map((flag) => t.flags[flag] ?? flag).join(", ")}
                      </span>
                    )}
                  </a>
                </li>
              ))}
            </ul>
          )}
        </Shown>
      </Section>
      <Joining />
      <RoleChanges />
    </>
  );
}

import { confirmRoleChange, endRoleChange, listRoleChanges } from "../../../api/staff/people";
import { useTexts } from "../../../i18n/context";
import { STAFF } from "../../../i18n/staff";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { useSigned } from "../../session/me";
import { Section } from "../../shell/Section";
import { Pending } from "./Pending";

/** Changes of roles and what became of them. */
export function RoleChanges() {
  const t = useTexts(STAFF);
  const { me } = useSigned();
  const loaded = useLoaded(listRoleChanges);
  return (
    <Section title={t.changes}>
      <Shown loaded={loaded}>
        {(page) => (
          <ul class="rows">
            {page.items.map((change) => (
              <Pending
                key={change.id}
                title={change.member.name}
                roles={change.roles}
                reason={change.reason}
                state={change.state}
                stateName={t.changeStates[change.state] ?? change.state}
                mine={change.asked_by.id === me.id}
                open={change.state === "awaiting_confirmation"}
                confirmable={change.state === "awaiting_confirmation"}
                confirm={(key) => confirmRoleChange(change.id, key)}
                end={(how, reason, key) => endRoleChange(how, change.id, reason, key)}
                onChanged={() => void loaded.reload()}
              />
            ))}
          </ul>
        )}
      </Shown>
    </Section>
  );
}

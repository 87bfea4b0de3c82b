import { useState } from "preact/hooks";
import {
  confirmStaffInvitation,
  endStaffInvitation,
  inviteStaff,
  listStaffInvitations,
} from "../../../api/staff/people";
import { Form } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts, useWording } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { STAFF } from "../../../i18n/staff";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { useSigned } from "../../session/me";
import { Section } from "../../shell/Section";
import { Pending } from "./Pending";
import { RoleTicks, type StaffRole } from "./RoleTicks";

/** Invitations to join the staff: asked for by one, confirmed by another where a role needs it. */
export function Joining() {
  const t = useTexts(STAFF);
  const { me } = useSigned();
  const loaded = useLoaded(listStaffInvitations);
  const reload = () => void loaded.reload();
  return (
    <>
      <NewStaff onInvited={reload} />
      <Section title={t.invitations}>
        <Shown loaded={loaded}>
          {(page) => (
            <ul class="rows">
              {page.items.map((invitation) => (
                <Pending
                  key={invitation.id}
                  title={`${invitation.name} · ${invitation.email}`}
                  roles={invitation.roles}
                  reason={invitation.reason}
                  state={invitation.state}
                  stateName={t.invitationStates[invitation.state]}
                  mine={invitation.asked_by?.id === me.id}
                  open={["awaiting_confirmation", "invited"].includes(invitation.state)}
                  confirmable={invitation.state === "awaiting_confirmation"}
                  confirm={(key) => confirmStaffInvitation(invitation.id, key)}
                  end={(how, reason, key) => endStaffInvitation(how, invitation.id, reason, key)}
                  onChanged={reload}
                />
              ))}
            </ul>
          )}
        </Shown>
      </Section>
    </>
  );
}

function NewStaff({ onInvited }: { onInvited: () => void }) {
  const { language } = useWording();
  const t = useTexts(STAFF);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ name: "", email: "", reason: "", until: "" }, act.problem);
  const [roles, setRoles] = useState<StaffRole[]>([]);
  const [marking, setMarking] = useState(false);
  const submit = async () => {
    setMarking(true);
    const filled = fields.complete({ name: forms.required, email: forms.required, reason: forms.required });
    if (!filled || roles.length === 0) return;
    const { until, ...rest } = fields.values;
    const body = { ...rest, language, roles, until: until === "" ? null : until };
    if ((await act.run(body, inviteStaff)) === null) return;
    fields.reset();
    setRoles([]);
    setMarking(false);
    onInvited();
  };
  return (
    <Section title={t.join} lead={t.joinLead}>
      <Form act={act} submit={t.invite} submitting={forms.saving} onSubmit={() => void submit()}>
        <div class="form__pair">
          <TextField {...fields.bind("name")} label={t.name} />
          <TextField {...fields.bind("email")} label={t.email} type="email" inputMode="email" />
        </div>
        <RoleTicks
          roles={roles}
          error={marking && roles.length === 0 ? t.roleMissing : null}
          onRoles={setRoles}
        />
        <div class="form__pair">
          <TextField {...fields.bind("reason")} label={t.reason} />
          <TextField {...fields.bind("until")} label={t.until} type="date" optional />
        </div>
      </Form>
    </Section>
  );
}

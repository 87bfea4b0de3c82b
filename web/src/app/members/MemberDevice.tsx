import { reportMemberDevice } from "../../api/members";
import type { Body } from "../../api/schemas";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { MEMBERS } from "../../i18n/members";
import { Dialog } from "../../shared/Dialog";

interface MemberDeviceProps {
  readonly member: Body<"MemberView">;
  onClose(): void;
  onDone(): void;
}

/** A member's device is stolen: the owner ends their access to the business at once (contract W3). */
export function MemberDevice({ member, onClose, onDone }: MemberDeviceProps) {
  const t = useTexts(MEMBERS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ words: "" }, act.problem);
  const submit = async () => {
    const told = await act.run(fields.values.words, (words, key) =>
      reportMemberDevice(member.user_id, words, key),
    );
    if (told !== null) onDone();
  };
  return (
    <Dialog
      title={t.deviceTitle(member.name ?? member.email)}
      onClose={act.busy ? act.persistent.stop : onClose}
    >
      <Form
        act={act}
        danger
        submit={t.deviceConfirm}
        submitting={t.deviceConfirming}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" disabled={act.busy} onClick={onClose}>
            {forms.cancel}
          </button>
        }
      >
        <p class="confirm__text">{t.deviceText}</p>
        <TextField {...fields.bind("words")} label={t.deviceWords} rows={3} optional />
      </Form>
    </Dialog>
  );
}

import { addPasskey, beginPasskey } from "../../api/factors";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { SECURITY } from "../../i18n/security";
import { Dialog } from "../../shared/Dialog";
import type { Enrolled } from "./AddFactor";
import { deviceName } from "./device";

interface AddPasskeyProps {
  onClose(): void;
  onEnrolled(answer: Enrolled): void;
}

/** Makes a passkey on this device or a security key. */
export function AddPasskey({ onClose, onEnrolled }: AddPasskeyProps) {
  const t = useTexts(SECURITY);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ name: deviceName(navigator.userAgent) ?? "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ name: t.nameMissing })) return;
    const { name } = fields.values;
    const begun = await act.run({ begin: name }, (_, key) => beginPasskey(key));
    if (begun === null) return;
    const { makePasskey } = await import("../../proof/passkey");
    const answer = await act.run({ add: name }, async (_, key) => {
      const made = await makePasskey(begun.options);
      return made.ok ? addPasskey({ name, credential: made.value }, key) : made;
    });
    if (answer !== null) onEnrolled(answer);
  };
  return (
    <Dialog title={t.addPasskey} onClose={act.busy ? act.persistent.stop : onClose}>
      <p>{t.passkeyText}</p>
      <Form
        act={act}
        submit={t.makePasskey}
        submitting={t.making}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" onClick={onClose}>
            {forms.cancel}
          </button>
        }
      >
        <TextField {...fields.bind("name")} label={t.name} hint={t.nameHint} maxLength={100} />
      </Form>
    </Dialog>
  );
}

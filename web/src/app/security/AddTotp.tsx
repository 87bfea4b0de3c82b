import { useState } from "preact/hooks";
import { beginTotp, confirmTotp } from "../../api/factors";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { SECURITY } from "../../i18n/security";
import { Dialog } from "../../shared/Dialog";
import type { Enrolled } from "./AddFactor";
import { QrCode } from "./QrCode";

interface AddTotpProps {
  onClose(): void;
  onEnrolled(answer: Enrolled): void;
}

interface Secret {
  readonly id: string;
  readonly secret: string;
  readonly uri: string;
}

/** A code app: named, scanned, and confirmed by its first code. */
export function AddTotp({ onClose, onEnrolled }: AddTotpProps) {
  const t = useTexts(SECURITY);
  const [secret, setSecret] = useState<Secret | null>(null);
  return (
    <Dialog title={t.addTotp} onClose={onClose}>
      {secret === null ? (
        <Naming onClose={onClose} onBegun={setSecret} />
      ) : (
        <Confirming secret={secret} onClose={onClose} onEnrolled={onEnrolled} />
      )}
    </Dialog>
  );
}

function Naming({ onClose, onBegun }: { onClose: () => void; onBegun: (secret: Secret) => void }) {
  const t = useTexts(SECURITY);
  const act = useAct();
  const fields = useFields({ name: t.totpName }, act.problem);
  const submit = async () => {
    if (!fields.complete({ name: t.nameMissing })) return;
    const begun = await act.run(fields.values.name, beginTotp);
    if (begun !== null) onBegun(begun);
  };
  return (
    <Form
      act={act}
      submit={t.goOn}
      submitting={t.making}
      onSubmit={() => void submit()}
      aside={<Cancel onClose={onClose} />}
    >
      <p>{t.totpText}</p>
      <TextField {...fields.bind("name")} label={t.name} hint={t.nameHint} maxLength={100} />
    </Form>
  );
}

interface ConfirmingProps extends AddTotpProps {
  readonly secret: Secret;
}

function Confirming({ secret, onClose, onEnrolled }: ConfirmingProps) {
  const t = useTexts(SECURITY);
  const act = useAct();
  const fields = useFields({ code: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ code: t.codeMissing })) return;
    const answer = await act.run({ id: secret.id, code: fields.values.code.replace(/\s/g, "") }, confirmTotp);
    if (answer !== null) onEnrolled(answer);
  };
  return (
    <Form
      act={act}
      submit={t.confirm}
      submitting={t.making}
      onSubmit={() => void submit()}
      aside={<Cancel onClose={onClose} />}
    >
      <div class="enrol">
        <QrCode text={secret.uri} label={t.qr} />
        <div class="enrol__words">
          <p>{t.scan}</p>
          <p class="field__hint">{t.orType}</p>
          <code class="enrol__secret">{secret.secret.match(/.{1,4}/g)?.join(" ")}</code>
        </div>
      </div>
      <TextField
        {...fields.bind("code")}
        label={t.code}
        hint={t.codeHint}
        inputMode="numeric"
        autocomplete="one-time-code"
        maxLength={12}
      />
    </Form>
  );
}

function Cancel({ onClose }: { onClose: () => void }) {
  const forms = useTexts(FORMS);
  return (
    <button type="button" class="button button--quiet" onClick={onClose}>
      {forms.cancel}
    </button>
  );
}

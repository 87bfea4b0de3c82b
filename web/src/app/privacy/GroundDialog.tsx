import { useState } from "preact/hooks";
import type { Body } from "../../api/schemas";
import { eraseSubject, restrictSubject } from "../../api/subjects";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { Tick } from "../../forms/Tick";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { SUBJECTS } from "../../i18n/subjects";
import { Dialog } from "../../shared/Dialog";

interface GroundDialogProps {
  readonly kind: "restriction" | "erasure";
  readonly email: string;
  onClose(): void;
  onDone(): void;
}

/** Asks on which ground of the GDPR, and does it. */
export function GroundDialog({ kind, email, onClose, onDone }: GroundDialogProps) {
  const t = useTexts(SUBJECTS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const [redacted, setRedacted] = useState(true);
  const grounds = kind === "erasure" ? t.erasureGrounds : t.restrictionGrounds;
  const fields = useFields({ ground: Object.keys(grounds)[0] ?? "" }, act.problem);
  const title = kind === "erasure" ? t.eraseIt : t.restrictIt;
  const submit = async () => {
    const ground = fields.values.ground;
    const done =
      kind === "erasure"
        ? await act.run({ email, ground, redact_texts: redacted } as Body<"ErasureDraft">, eraseSubject)
        : await act.run({ email, ground } as Body<"RestrictionDraft">, restrictSubject);
    if (done !== null) onDone();
  };
  return (
    <Dialog title={title} onClose={act.busy ? act.persistent.stop : onClose}>
      <Form
        act={act}
        danger={kind === "erasure"}
        submit={title}
        submitting={t.doing}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" disabled={act.busy} onClick={onClose}>
            {forms.cancel}
          </button>
        }
      >
        <p class="confirm__text">{kind === "erasure" ? t.eraseText : t.restrictText}</p>
        {kind === "erasure" && <p class="confirm__text">{t.eraseLeaves}</p>}
        <SelectField {...fields.bind("ground")} label={t.ground} options={Object.entries(grounds)} />
        {kind === "erasure" && (
          <Tick checked={redacted} onCheck={setRedacted} hint={t.redactHint}>
            {t.redactTexts}
          </Tick>
        )}
      </Form>
    </Dialog>
  );
}

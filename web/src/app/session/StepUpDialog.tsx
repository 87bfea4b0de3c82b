import type { ProofKind } from "../../api/schemas";
import { proveAgain } from "../../api/sessions";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { PROOF } from "../../i18n/proof";
import { ProofForm } from "../../proof/ProofForm";
import { Dialog } from "../../shared/Dialog";

export interface StepUpDialogProps {
  /** Ways this person can prove who they are. */
  readonly kinds: readonly ProofKind[];
  answer(proved: boolean): void;
}

/** Asks who acts for a fresh proof. */
export function StepUpDialog({ kinds, answer }: StepUpDialogProps) {
  const t = useTexts(PROOF);
  const forms = useTexts(FORMS);
  return (
    <Dialog title={t.stepUpTitle} onClose={() => answer(false)}>
      <p>{t.stepUpText}</p>
      <ProofForm
        kinds={kinds}
        prove={proveAgain}
        onProved={() => answer(true)}
        aside={
          <button type="button" class="button button--quiet" onClick={() => answer(false)}>
            {forms.cancel}
          </button>
        }
      />
    </Dialog>
  );
}

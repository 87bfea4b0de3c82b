import type { ComponentChildren } from "preact";
import { useCallback, useState } from "preact/hooks";
import type { ProofKind } from "../../api/schemas";
import { proveAgain, readSession } from "../../api/sessions";
import { StepUpProvider } from "../../forms/step_up";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { PROOF } from "../../i18n/proof";
import { ProofForm } from "../../proof/ProofForm";
import { Dialog } from "../../shared/Dialog";

interface Asking {
  readonly kinds: readonly ProofKind[];
  answer(proved: boolean): void;
}

/** Asks for a fresh proof of who acts, where an act needs one; the act is then repeated by whoever asked. */
export function StepUpGuard({ children }: { children: ComponentChildren }) {
  const t = useTexts(PROOF);
  const forms = useTexts(FORMS);
  const [asking, setAsking] = useState<Asking | null>(null);

  const stepUp = useCallback(async () => {
    const session = await readSession();
    if (!session.ok) return false;
    return new Promise<boolean>((resolve) => {
      const answer = (proved: boolean) => {
        setAsking(null);
        resolve(proved);
      };
      setAsking({ kinds: session.value.step_up_with, answer });
    });
  }, []);

  return (
    <StepUpProvider value={stepUp}>
      {children}
      {asking !== null && (
        <Dialog title={t.stepUpTitle} onClose={() => asking.answer(false)}>
          <p>{t.stepUpText}</p>
          <ProofForm
            kinds={asking.kinds}
            prove={proveAgain}
            onProved={() => asking.answer(true)}
            aside={
              <button type="button" class="button button--quiet" onClick={() => asking.answer(false)}>
                {forms.cancel}
              </button>
            }
          />
        </Dialog>
      )}
    </StepUpProvider>
  );
}

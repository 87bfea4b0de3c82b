import type { ComponentChildren, FunctionComponent } from "preact";
import { useCallback, useState } from "preact/hooks";
import { readSession } from "../../api/sessions";
import { StepUpProvider } from "../../forms/step_up";
import type { StepUpDialogProps } from "./StepUpDialog";

interface Asking extends StepUpDialogProps {
  readonly Dialog: FunctionComponent<StepUpDialogProps>;
}

/** Its code comes when it is first needed; `null` while it cannot be fetched. */
const fetchDialog = () =>
  import("./StepUpDialog").then(
    ({ StepUpDialog }) => StepUpDialog,
    () => null,
  );

/** Asks for a fresh proof of who acts, where an act needs one; the act is then repeated by whoever asked. */
export function StepUpGuard({ children }: { children: ComponentChildren }) {
  const [asking, setAsking] = useState<Asking | null>(null);

  const stepUp = useCallback(async () => {
    const [session, Dialog] = await Promise.all([readSession(), fetchDialog()]);
    if (!session.ok || Dialog === null) return false;
    return new Promise<boolean>((resolve) => {
      const answer = (proved: boolean) => {
        setAsking(null);
        resolve(proved);
      };
      setAsking({ Dialog, kinds: session.value.step_up_with, answer });
    });
  }, []);

  return (
    <StepUpProvider value={stepUp}>
      {children}
      {asking !== null && <asking.Dialog kinds={asking.kinds} answer={asking.answer} />}
    </StepUpProvider>
  );
}

import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** Asks the person to prove again who they are; false when they would rather not. */
export type StepUp = () => Promise<boolean>;

const Context = createContext<StepUp>(async () => false);

export const StepUpProvider = Context.Provider;

export function useStepUp(): StepUp {
  return useContext(Context);
}

import type { EnvelopeState } from "../../api/schemas";
import { useTexts } from "../../i18n/context";
import { ENVELOPES } from "../../i18n/envelopes";

/** The state of an envelope, in a word. */
export function StateMark({ state }: { state: EnvelopeState }) {
  const t = useTexts(ENVELOPES);
  return <span class={`state state--${state}`}>{t.states[state]}</span>;
}

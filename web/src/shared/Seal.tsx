import { useMemo } from "preact/hooks";
import { seal } from "./guilloche";

/** Ornament: the small rosette of one thing in a list. */
export function Seal({ seed }: { seed: string }) {
  const path = useMemo(() => seal(seed), [seed]);
  return (
    <svg class="seal" viewBox="-100 -100 200 200" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

import { useMemo } from "preact/hooks";
import { rosette } from "./guilloche";

/** Ornament: the rosette that belongs to one envelope. */
export function Rosette({ seed }: { seed: string }) {
  const path = useMemo(() => rosette(seed), [seed]);
  return (
    <svg class="rosette" viewBox="-100 -100 200 200" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

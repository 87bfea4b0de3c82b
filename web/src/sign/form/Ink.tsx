import { inkBox, type Stroke, svgPath } from "./strokes";

/** A drawn signature as lines, fitted into the space around it. */
export function Ink({ strokes }: { strokes: readonly Stroke[] }) {
  const box = inkBox(strokes);
  return (
    <svg class="ink" viewBox={`${box.x} ${box.y} ${box.width} ${box.height}`} aria-hidden="true">
      <path d={svgPath(strokes)} />
    </svg>
  );
}

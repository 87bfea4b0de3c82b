import type { Timeline } from "../../api/subscription";
import { stretches } from "./lines";

const WIDTH = 1000;
const DAY = 86_400_000;

/** The course at a glance: a band coloured by standing, with charges and today. The list below says it in words. */
export function Stretch({ timeline, now }: { timeline: Timeline; now: number }) {
  const parts = stretches(timeline.lines);
  const shown = timeline.lines.filter(({ what }) => !what.startsWith("purge:"));
  const first = Math.min(...shown.map(({ at }) => Date.parse(at)), now) - 3 * DAY;
  const last = Math.max(...shown.map(({ at }) => Date.parse(at)), now) + 7 * DAY;
  const x = (at: number) => ((at - first) / (last - first)) * WIDTH;
  const charges = shown.filter(({ what }) => what.startsWith("charge:"));
  return (
    <svg class="stretch" viewBox={`0 0 ${WIDTH} 56`} preserveAspectRatio="none" aria-hidden="true">
      {parts.map(({ from, state }, index) => {
        const end = x(parts[index + 1]?.from ?? last);
        return (
          <rect
            key={from}
            class={`stretch__part stretch__part--${state}`}
            x={x(from)}
            y={18}
            width={Math.max(end - x(from), 0)}
            height={20}
          />
        );
      })}
      {charges.map(({ at, what }) => (
        <line
          key={`${what} ${at}`}
          class="stretch__charge"
          x1={x(Date.parse(at))}
          x2={x(Date.parse(at))}
          y1={10}
          y2={46}
        />
      ))}
      <line class="stretch__now" x1={x(now)} x2={x(now)} y1={0} y2={56} />
    </svg>
  );
}

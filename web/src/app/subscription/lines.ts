import type { TimelineLine } from "../../api/subscription";

/** A line of a timeline as it is drawn. */
export interface Drawn {
  readonly line: TimelineLine;
  /** Whether it has happened by now. */
  readonly past: boolean;
  /** A charge that nobody pays. */
  readonly unpaid: boolean;
}

/**
 * The lines to draw, in order of time. A charge and its payment are one: what was paid is shown as paid, what
 * is to come as a charge. `now` is in milliseconds since the epoch.
 */
export function drawnLines(lines: readonly TimelineLine[], now: number): Drawn[] {
  const paid = new Map(lines.filter(isPayment).map((line) => [billed(line), Date.parse(line.at)]));
  const charged = new Set(lines.filter(isCharge).map(billed));
  const isShown = (line: TimelineLine) => {
    const at = paid.get(billed(line));
    if (isCharge(line)) return at === undefined || at > now;
    return !isPayment(line) || Date.parse(line.at) <= now || !charged.has(billed(line));
  };
  const inOrder = lines.filter(isShown).sort((one, other) => shownAt(one) - shownAt(other));
  return inOrder.map((line) => ({
    line,
    past: Date.parse(line.at) <= now,
    unpaid: isCharge(line) && !paid.has(billed(line)),
  }));
}

/** Charged, or waived because the gateway takes no sum as small. */
function isPayment({ what }: TimelineLine): boolean {
  return what.startsWith("payment:") || what.startsWith("waived:");
}

/** Whether a line names the last moment of something: its day is the one before (contract C2). */
export function isEnd(line: TimelineLine): boolean {
  return line.what.startsWith("deadline:");
}

/** The instant whose day is shown. */
function shownAt(line: TimelineLine): number {
  return Date.parse(line.at) - (isEnd(line) ? 1 : 0);
}

/** Codes and instants, to tell what one course has and another has not. */
export function lineKey({ what, at, period }: TimelineLine): string {
  return [what, period ?? "", /^(payment|waived):/.test(what) ? "" : at].join(" ");
}

/** Stretches between changes of standing: since when (milliseconds), and which. */
export function stretches(lines: readonly TimelineLine[]): { from: number; state: string }[] {
  return lines
    .filter(({ what }) => what.startsWith("state:"))
    .map(({ what, at }) => ({
      from: Date.parse(at),
      state: what.slice("state:".length).split(":")[0] ?? "",
    }));
}

function isCharge({ what }: TimelineLine): boolean {
  return what.startsWith("charge:");
}

function billed({ what, period }: TimelineLine): string {
  return `${what.slice(what.indexOf(":") + 1)} ${period}`;
}

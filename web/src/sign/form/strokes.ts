import type { PointGroup } from "signature_pad";

/** Size of the drawing surface in its own units, whatever size it is shown at. */
export const PAD = { width: 600, height: 200 } as const;
/** Shortest ink, in units of the pad, that counts as a signature rather than a slip of the finger. */
const SHORTEST_INK = 40;
/** Width of the pen in units of the pad. It is the same all along: speed and pressure are not measured. */
const PEN_WIDTH = 3;
const INK = "#1b2a78";

/** A point of the line. How fast or hard it was drawn is biometric data that nobody asked for: it is not kept. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One movement of the pen, in units of the pad. */
export type Stroke = readonly Point[];

/** Strokes of a pad shown `shownWidth` pixels wide. Rounded, so that what is stored draws the same picture again. */
export function strokesFrom(groups: readonly PointGroup[], shownWidth: number): Stroke[] {
  const scale = PAD.width / shownWidth;
  return groups.map((group) =>
    group.points.map((point) => ({
      x: Math.round(point.x * scale * 10) / 10,
      y: Math.round(point.y * scale * 10) / 10,
    })),
  );
}

/** The strokes as the pad draws them on a surface `shownWidth` pixels wide. */
export function pointGroups(strokes: readonly Stroke[], shownWidth: number): PointGroup[] {
  const scale = shownWidth / PAD.width;
  return strokes.map((stroke) => ({
    ...penFor(shownWidth),
    points: stroke.map(({ x, y }, index) => ({ x: x * scale, y: y * scale, pressure: 0, time: index })),
  }));
}

/** The pen of a surface `shownWidth` pixels wide. */
export function penFor(shownWidth: number): Omit<PointGroup, "points"> {
  const width = (PEN_WIDTH * shownWidth) / PAD.width / 2;
  return {
    penColor: INK,
    dotSize: width,
    minWidth: width,
    maxWidth: width,
    velocityFilterWeight: 0,
    compositeOperation: "source-over",
  };
}

/** Whether there is enough ink to be a signature. */
export function hasInk(strokes: readonly Stroke[]): boolean {
  return strokes.reduce((total, stroke) => total + length(stroke), 0) >= SHORTEST_INK;
}

function length(stroke: Stroke): number {
  return stroke.slice(1).reduce((sum, point, index) => {
    const before = stroke[index] ?? point;
    return sum + Math.hypot(point.x - before.x, point.y - before.y);
  }, 0);
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The rectangle that the ink needs, with room for the pen's width, within the pad. */
export function inkBox(strokes: readonly Stroke[]): Box {
  const points = strokes.flat();
  if (points.length === 0) return { x: 0, y: 0, ...PAD };
  const margin = 8;
  const left = Math.max(0, Math.min(...points.map((point) => point.x)) - margin);
  const top = Math.max(0, Math.min(...points.map((point) => point.y)) - margin);
  const right = Math.min(PAD.width, Math.max(...points.map((point) => point.x)) + margin);
  const bottom = Math.min(PAD.height, Math.max(...points.map((point) => point.y)) + margin);
  return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** The strokes as smooth outlines of an SVG path, for showing them in a field. */
export function svgPath(strokes: readonly Stroke[]): string {
  return strokes.map(strokePath).join("");
}

function strokePath(stroke: Stroke): string {
  const [first, ...rest] = stroke;
  if (!first) return "";
  if (rest.length === 0) return `M${first.x} ${first.y}h.1`;
  const curves = rest.map((point, index) => {
    const before = rest[index - 1] ?? first;
    return `Q${before.x} ${before.y} ${(before.x + point.x) / 2} ${(before.y + point.y) / 2}`;
  });
  const last = rest.at(-1) ?? first;
  return `M${first.x} ${first.y}${curves.join("")}L${last.x} ${last.y}`;
}

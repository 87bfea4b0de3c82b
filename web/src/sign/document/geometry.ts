/** Places on a page, from fractions of the page as shown to what the browser needs. */

export interface Fractions {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Placement = {
  readonly left: string;
  readonly top: string;
  readonly width: string;
  readonly height: string;
};

/** Position and size in per cent of the page; what would reach beyond the page is cut at its edge. */
export function placement(field: Fractions): Placement {
  const x = clamp(field.x);
  const y = clamp(field.y);
  return {
    left: percent(x),
    top: percent(y),
    width: percent(Math.min(field.width, 1 - x)),
    height: percent(Math.min(field.height, 1 - y)),
  };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function percent(value: number): string {
  return `${Math.round(value * 10_000) / 100}%`;
}

/** Widths in pixels in which page images are asked for; the API renders multiples of 200. */
export const IMAGE_WIDTHS = [400, 800, 1200, 1600] as const;
export const LARGE_WIDTH = 2000;

/** The `srcset` of a page image. */
export function sourceSet(address: (width: number) => string): string {
  return IMAGE_WIDTHS.map((width) => `${address(width)} ${width}w`).join(", ");
}

/** The fine line pattern of stamped paper: a rosette that is different for every text it is made from. */

const POINTS = 360;
const SEAL_POINTS = 96;
/** Bands of woven lines, from the rim to the middle: radius and swing, in shares of the whole. */
const BANDS = [
  { radius: 0.87, swing: 0.11 },
  { radius: 0.63, swing: 0.15 },
  { radius: 0.34, swing: 0.2 },
] as const;
const STRANDS = 5;

/** SVG path of the rosette of `seed`, in a box from -100 to 100. The same seed gives the same rosette. */
export function rosette(seed: string): string {
  const number = digest(seed);
  return BANDS.map((band, index) => {
    const lobes = 9 + ((number >>> (index * 5)) % 12);
    const ripple = 2 + ((number >>> (index * 3 + 16)) % 4);
    return woven(band.radius * 100, band.swing * 100, lobes, ripple);
  }).join("");
}

/** Path of a small rosette, for lists: two bands of few lines, in the same box. */
export function seal(seed: string): string {
  const number = digest(seed);
  const outer = band(66, 32, 3 + (number % 6), 2, 1 + ((number >>> 20) % 4));
  return outer + band(26, 24, 2 + ((number >>> 9) % 5), 1, 1);
}

function band(radius: number, swing: number, lobes: number, strands: number, ripple: number): string {
  const phases = Array.from({ length: strands }, (_, strand) => (strand / strands) * Math.PI * 2);
  return phases.map((phase) => strandPath(radius, swing, lobes, ripple, phase, SEAL_POINTS)).join("");
}

/** A band whose strands are the same wave, each a little further round. */
function woven(radius: number, swing: number, lobes: number, ripple: number): string {
  const strands = Array.from({ length: STRANDS }, (_, strand) => (strand / STRANDS) * Math.PI * 2);
  return strands.map((phase) => strandPath(radius, swing, lobes, ripple, phase)).join("");
}

function strandPath(
  radius: number,
  swing: number,
  lobes: number,
  ripple: number,
  phase: number,
  count = POINTS,
): string {
  const points = Array.from({ length: count }, (_, index) => {
    const turn = (index / count) * Math.PI * 2;
    const wave = Math.sin(turn * lobes + phase) * (0.8 + 0.2 * Math.cos(turn * ripple * 2));
    const reach = radius + swing * wave;
    return `${(Math.cos(turn) * reach).toFixed(1)} ${(Math.sin(turn) * reach).toFixed(1)}`;
  });
  return `M${points.join("L")}Z`;
}

/** FNV-1a over the text's UTF-16 units: spreads similar ids far apart; nothing secret depends on it. */
function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

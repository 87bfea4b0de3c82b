/** The fine line pattern of stamped paper: a rosette that is different for every text it is made from. */

const POINTS = 720;

/** SVG path of the rosette of `seed`, in a box from -100 to 100. The same seed gives the same rosette. */
export function rosette(seed: string): string {
  const number = digest(seed);
  const petals = 7 + (number % 6);
  const waves = petals * 2 + 1 + ((number >>> 3) % 5) * 2;
  const depth = 0.16 + ((number >>> 6) % 8) * 0.012;
  return [1, 0.82, 0.64].map((size, ring) => ringPath(size * 98, petals + ring, waves, depth)).join("");
}

function ringPath(radius: number, petals: number, waves: number, depth: number): string {
  const points = Array.from({ length: POINTS }, (_, index) => {
    const turn = (index / POINTS) * Math.PI * 2;
    const wave = Math.cos(turn * waves) * depth + Math.cos(turn * petals) * depth * 0.6;
    const reach = (radius * (1 - depth * 1.6 + wave)) / (1 - depth * 0.2);
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

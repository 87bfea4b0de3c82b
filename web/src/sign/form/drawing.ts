import SignaturePad from "signature_pad";
import { inkBox, PAD, pointGroups, type Stroke } from "./strokes";

/** Pixels per unit of the pad, tried in turn until the picture is small enough. */
const SCALES = [2, 1.5, 1] as const;
/** Longest base64 text that the API takes of a drawing. */
const LONGEST_PNG = 280_000;

/** The strokes as a PNG with transparent ground, cut to the ink, in base64. The same strokes give the same picture. */
export function pngOf(strokes: readonly Stroke[]): string {
  const pictures = SCALES.map((scale) => () => draw(strokes, scale));
  for (const picture of pictures) {
    const png = picture();
    if (png.length <= LONGEST_PNG) return png;
  }
  throw new RangeError("the drawing does not fit into the size that the API takes");
}

function draw(strokes: readonly Stroke[], scale: number): string {
  const whole = document.createElement("canvas");
  whole.width = PAD.width * scale;
  whole.height = PAD.height * scale;
  new SignaturePad(whole).fromData(pointGroups(strokes, whole.width));
  const box = inkBox(strokes);
  const cut = document.createElement("canvas");
  cut.width = Math.ceil(box.width * scale);
  cut.height = Math.ceil(box.height * scale);
  cut.getContext("2d")?.drawImage(whole, -box.x * scale, -box.y * scale);
  return cut.toDataURL("image/png").replace(/^data:image\/png;base64,/, "");
}

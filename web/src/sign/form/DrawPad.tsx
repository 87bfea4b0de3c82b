import { useEffect, useRef } from "preact/hooks";
import SignaturePad from "signature_pad";
import { useWording } from "../../i18n/context";
import { useDesk } from "../desk";
import { PAD, penFor, pointGroups, type Stroke, strokesFrom } from "./strokes";

/** The surface to draw a signature on. What is drawn is kept as strokes, so that it survives turning the phone. */
export function DrawPad({ wrong }: { wrong: boolean }) {
  const { t } = useWording();
  const { draft, edit } = useDesk();
  const canvas = usePad(draft.strokes, (strokes) => edit({ kind: "strokes", strokes }));
  const empty = draft.strokes.length === 0;
  return (
    <>
      <p class="label">{t.signature.draw}</p>
      <div class={wrong ? "pad pad--wrong" : "pad"}>
        <canvas
          ref={canvas}
          id="signature"
          class="pad__surface"
          tabIndex={0}
          role="img"
          aria-label={t.signature.surface}
        />
      </div>
      <div class="row">
        <button
          type="button"
          class="button button--quiet"
          disabled={empty}
          onClick={() => edit({ kind: "strokes", strokes: draft.strokes.slice(0, -1) })}
        >
          {t.signature.undo}
        </button>
        <button
          type="button"
          class="button button--quiet"
          disabled={empty}
          onClick={() => edit({ kind: "strokes", strokes: [] })}
        >
          {t.signature.clear}
        </button>
      </div>
    </>
  );
}

function usePad(strokes: readonly Stroke[], onStrokes: (strokes: Stroke[]) => void) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | null>(null);
  const newest = useRef({ strokes, onStrokes });
  newest.current = { strokes, onStrokes };

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const signature = new SignaturePad(element);
    pad.current = signature;
    signature.addEventListener("endStroke", () => {
      newest.current.onStrokes(strokesFrom(signature.toData(), element.clientWidth));
    });
    const fit = new ResizeObserver(() => fitSurface(element, signature, newest.current.strokes));
    fit.observe(element);
    return () => {
      fit.disconnect();
      signature.off();
    };
  }, []);

  useEffect(() => {
    const element = canvas.current;
    if (pad.current === null || element === null || pad.current.toData().length === strokes.length) return;
    pad.current.fromData(pointGroups(strokes, element.clientWidth));
  }, [strokes]);
  return canvas;
}

/** Gives the canvas as many pixels as the screen has, and draws what there is again at the new size. */
function fitSurface(element: HTMLCanvasElement, pad: SignaturePad, strokes: readonly Stroke[]): void {
  const width = element.clientWidth;
  if (width === 0) return;
  const density = Math.max(1, window.devicePixelRatio);
  element.width = Math.round(width * density);
  element.height = Math.round(((width * PAD.height) / PAD.width) * density);
  element.getContext("2d")?.scale(density, density);
  Object.assign(pad, penFor(width));
  pad.fromData(pointGroups(strokes, width));
}

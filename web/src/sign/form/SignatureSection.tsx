import { useWording } from "../../i18n/context";
import { useDesk } from "../desk";
import { specimenSize } from "../document/lettering";
import type { Method } from "../state/draft";
import { DrawPad } from "./DrawPad";

const METHODS: readonly Method[] = ["typed", "drawn"];

/** The signature, typed or drawn: two equal ways, the first of which needs no pointer. */
export function SignatureSection() {
  const { t } = useWording();
  const { draft, edit, marking, missing } = useDesk();
  const wrong = marking && missing.some((item) => item.kind === "signature");
  return (
    <section class="step" aria-labelledby="signature-title">
      <h2 id="signature-title" class="section-title">
        {t.signature.heading}
      </h2>
      <fieldset class="methods">
        <legend class="unseen">{t.signature.method}</legend>
        {METHODS.map((method) => (
          <label key={method} class="methods__option">
            <input
              type="radio"
              name="method"
              checked={draft.method === method}
              onChange={() => edit({ kind: "method", method })}
            />
            <span>{t.signature[method]}</span>
          </label>
        ))}
      </fieldset>
      {draft.method === "typed" ? <Typed wrong={wrong} /> : <DrawPad wrong={wrong} />}
      {wrong && (
        <p id="error-signature" class="field__error">
          {draft.method === "typed" ? t.signature.missingTyped : t.signature.missingDrawn}
        </p>
      )}
      <p class="field__hint">{t.signature.equal}</p>
    </section>
  );
}

function Typed({ wrong }: { wrong: boolean }) {
  const { t } = useWording();
  const { draft, edit } = useDesk();
  return (
    <>
      <div>
        <label class="label" for="signature">
          {t.signature.typedLabel}
        </label>
        <input
          id="signature"
          class="input"
          type="text"
          autocomplete="name"
          required
          maxLength={200}
          value={draft.typed}
          aria-invalid={wrong}
          {...(wrong ? { "aria-describedby": "error-signature" } : {})}
          onInput={(event) => edit({ kind: "typed", text: event.currentTarget.value })}
        />
      </div>
      <div class="specimen" aria-hidden="true">
        <span class="specimen__label">{t.signature.preview}</span>
        <span class="specimen__name" style={{ fontSize: specimenSize(draft.typed) }}>
          {draft.typed}
        </span>
      </div>
    </>
  );
}

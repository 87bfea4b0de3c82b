import { useState } from "preact/hooks";
import { useWording } from "../../i18n/context";
import { Dialog } from "../../shared/Dialog";
import { Prose } from "../../shared/Prose";
import { ScrollRegion } from "../../shared/ScrollRegion";
import { useDesk } from "../desk";
import { hasConsented } from "../state/draft";

/** The text to accept: it has to be opened before it can be accepted, and can be withdrawn until signing. */
export function ConsentSection() {
  const { t } = useWording();
  const { view, draft, edit, marking, missing } = useDesk();
  const [open, setOpen] = useState(false);
  const { consent } = view;
  const given = hasConsented(draft, consent);
  const wrong = marking && missing.some((item) => item.kind === "consent");

  const change = (event: preact.TargetedEvent<HTMLInputElement>) => {
    if (!event.currentTarget.checked) return void edit({ kind: "consent-withdrawn" });
    if (draft.consentRead === consent.sha256)
      return void edit({ kind: "consent-given", sha256: consent.sha256 });
    event.currentTarget.checked = false;
    setOpen(true);
  };

  return (
    <section class="step" aria-labelledby="consent-title">
      <h2 id="consent-title" class="section-title">
        {t.consent.heading}
      </h2>
      <button type="button" class="button button--link" onClick={() => setOpen(true)}>
        {t.consent.read}: «{consent.title}»
      </button>
      <label class="tick" for="consent">
        <input
          id="consent"
          type="checkbox"
          required
          checked={given}
          aria-invalid={wrong}
          aria-describedby={wrong ? "error-consent hint-consent" : "hint-consent"}
          onChange={change}
        />
        <span>{t.consent.accept}</span>
      </label>
      <p id="hint-consent" class="field__hint">
        {draft.consentRead === consent.sha256 ? t.consent.withdraw : t.consent.mustOpen} (
        {t.consent.version(consent.version)})
      </p>
      {wrong && (
        <p id="error-consent" class="field__error">
          {t.consent.missing}
        </p>
      )}
      {open && <ConsentDialog onClose={() => setOpen(false)} />}
    </section>
  );
}

function ConsentDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWording();
  const { view, edit } = useDesk();
  const { consent } = view;
  const close = () => {
    edit({ kind: "consent-read", sha256: consent.sha256 });
    onClose();
  };
  const accept = () => {
    edit({ kind: "consent-given", sha256: consent.sha256 });
    onClose();
  };
  return (
    <Dialog title={consent.title} onClose={close}>
      <ScrollRegion className="dialog__scroll" label={consent.title}>
        <Prose text={consent.body} language={consent.language} />
      </ScrollRegion>
      <p class="field__hint">{t.consent.version(consent.version)}</p>
      <div class="row row--end">
        <button type="button" class="button button--quiet" onClick={close}>
          {t.close}
        </button>
        <button type="button" class="button button--primary" onClick={accept}>
          {t.consent.acceptButton}
        </button>
      </div>
    </Dialog>
  );
}

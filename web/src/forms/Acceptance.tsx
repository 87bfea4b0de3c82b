import { useState } from "preact/hooks";
import type { TermsText } from "../api/schemas";
import { useTexts } from "../i18n/context";
import { FORMS } from "../i18n/forms";
import { Dialog } from "../shared/Dialog";
import { Prose } from "../shared/Prose";
import { ScrollRegion } from "../shared/ScrollRegion";
import { Tick } from "./Tick";

interface AcceptanceProps {
  readonly text: TermsText;
  readonly accepted: boolean;
  readonly error: string | null;
  onAccept(accepted: boolean): void;
}

/** A text to accept (contract A2). It is shown whole before it can be accepted. */
export function Acceptance({ text, accepted, error, onAccept }: AcceptanceProps) {
  const t = useTexts(FORMS);
  const [open, setOpen] = useState(false);
  const [read, setRead] = useState(false);
  const close = () => {
    setRead(true);
    setOpen(false);
  };
  return (
    <div class="acceptance">
      <Tick
        checked={accepted}
        error={error}
        hint={t.version(text.version)}
        onCheck={(checked) => {
          if (checked && !read) {
            onAccept(false);
            setOpen(true);
          } else onAccept(checked);
        }}
      >
        {t.accept(text.title)}
      </Tick>
      <button type="button" class="button button--link" onClick={() => setOpen(true)}>
        {t.read}
        <span class="unseen"> {text.title}</span>
      </button>
      {open && (
        <Dialog title={text.title} className="dialog--text" onClose={close}>
          <ScrollRegion className="dialog__scroll" label={text.title}>
            <Prose text={text.body} language={text.language} />
          </ScrollRegion>
          <p class="field__hint">{t.version(text.version)}</p>
          <div class="row row--end">
            <button type="button" class="button button--quiet" onClick={close}>
              {t.close}
            </button>
            <button
              type="button"
              class="button button--primary"
              onClick={() => {
                close();
                onAccept(true);
              }}
            >
              {t.acceptButton}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

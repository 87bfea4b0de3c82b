import { useState } from "preact/hooks";
import { useWording } from "../../i18n/context";
import { Dialog } from "../../shared/Dialog";
import { Waiting } from "../../shared/Waiting";
import { useDesk } from "../desk";
import { goTo } from "../goto";
import type { Acts } from "../use_acts";
import { Trouble } from "./ActSection";

/** Longest reason, in characters, that the API takes. */
const LONGEST = 2000;

/** Asks for the reason and for a second yes: declining ends the envelope for everybody. */
export function DeclineDialog({ acts, onClose }: { acts: Acts; onClose: () => void }) {
  const { t } = useWording();
  const { view, draft, edit } = useDesk();
  const [wrong, setWrong] = useState(false);
  const busy = acts.declining.attempt.phase !== "idle";
  const submit = (event: Event) => {
    event.preventDefault();
    const missing = draft.reason.trim() === "";
    setWrong(missing);
    if (missing) goTo("reason");
    else void acts.decline();
  };
  return (
    <Dialog title={t.act.declineHeading} onClose={busy ? () => acts.declining.stop() : onClose}>
      <form noValidate onSubmit={submit}>
        <p>{t.act.declineWarning(view.sender_name)}</p>
        <div>
          <label class="label" for="reason">
            {t.act.reason}
          </label>
          <textarea
            id="reason"
            class="input"
            rows={4}
            required
            maxLength={LONGEST}
            aria-invalid={wrong}
            {...(wrong ? { "aria-describedby": "error-reason" } : {})}
            value={draft.reason}
            onInput={(event) => edit({ kind: "reason", text: event.currentTarget.value })}
          />
        </div>
        {wrong && (
          <p id="error-reason" class="field__error">
            {t.act.reasonMissing}
          </p>
        )}
        <Waiting persistent={acts.declining} kept={t.waiting.kept} />
        <div role="alert">{acts.problem !== null && <Trouble problem={acts.problem} />}</div>
        <div class="row row--end">
          <button type="button" class="button button--quiet" disabled={busy} onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class="button button--danger" aria-disabled={busy}>
            {busy ? t.act.declining : t.act.declineConfirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

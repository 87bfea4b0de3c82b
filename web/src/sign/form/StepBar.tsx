import { useWording } from "../../i18n/context";
import { useDesk } from "../desk";
import { goTo } from "../goto";
import { isAsked } from "../state/draft";
import { anchorOf } from "../state/missing";

/** Where the signer stands and the next thing to do, always in reach of the thumb. */
export function StepBar({ busy, onSign }: { busy: boolean; onSign: () => void }) {
  const { t } = useWording();
  const { view, missing } = useDesk();
  const fields = view.documents.flatMap((document) => document.fields);
  const steps = fields.filter((field) => isAsked(field) && field.required).length + 2;
  const done = steps - missing.length;
  const next = missing[0];
  return (
    <div class="stepbar">
      <div class="stepbar__state">
        <progress
          class="stepbar__progress"
          max={steps}
          value={done}
          aria-label={t.form.progress(done, steps)}
        />
        <p role="status">{next === undefined ? t.form.allDone : t.form.left(missing.length)}</p>
      </div>
      {next === undefined ? (
        <button type="button" class="button button--primary" aria-disabled={busy} onClick={onSign}>
          {busy ? t.act.sending : t.act.sign}
        </button>
      ) : (
        <button type="button" class="button button--primary" onClick={() => goTo(anchorOf(next))}>
          {t.form.next}
        </button>
      )}
    </div>
  );
}

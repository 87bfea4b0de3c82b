import type { Body } from "../../../api/schemas";
import { closeOpening, liftOpeningSilence, startOpening } from "../../../api/staff/openings";
import { Trouble } from "../../../forms/Form";
import { useAct } from "../../../forms/use_act";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime } from "../../../i18n/language";
import { OPENINGS } from "../../../i18n/openings";
import { useSigned } from "../../session/me";

interface OwnOpeningProps {
  readonly opening: Body<"OpeningView">;
  onChanged(): void;
}

/** An opening of one's own, or one of which the law forbids telling, and what can be done with it now. */
export function OwnOpening({ opening, onChanged }: OwnOpeningProps) {
  const { language } = useWording();
  const t = useTexts(OPENINGS);
  const { me } = useSigned();
  const act = useAct();
  const run = async (call: typeof startOpening) => {
    if ((await act.run(opening.id, call)) !== null) onChanged();
  };
  const own = opening.opened_by.id === me.id;
  const silent = opening.silence_reason != null && opening.lifted_at == null;
  const live = ["awaiting_approval", "approved", "open"].includes(opening.state);
  const details = [
    opening.reason,
    opening.case_id,
    silent ? t.silent(opening.silence_reason ?? "") : null,
    live ? t.until(dateTime(opening.expires_at, language)) : opening.decision_reason,
  ];
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{opening.subject_id}</span>
        <span class="rows__detail">{details.filter(Boolean).join(" · ")}</span>
        <Trouble act={act} />
      </span>
      <span class={opening.state === "open" ? "state state--on" : "state"}>{t.states[opening.state]}</span>
      <span class="row">
        {own && opening.state === "approved" && (
          <button
            type="button"
            class="button"
            aria-disabled={act.busy}
            onClick={() => void run(startOpening)}
          >
            {t.start}
            <span class="unseen"> {opening.subject_id}</span>
          </button>
        )}
        {own && opening.state === "open" && (
          <>
            <a class="button" href={`/app/staff/openings/${opening.id}`}>
              {t.read}
              <span class="unseen"> {opening.subject_id}</span>
            </a>
            <button
              type="button"
              class="button button--quiet"
              aria-disabled={act.busy}
              onClick={() => void run(closeOpening)}
            >
              {t.close}
              <span class="unseen"> {opening.subject_id}</span>
            </button>
          </>
        )}
        {silent && (
          <button
            type="button"
            class="button button--quiet"
            aria-disabled={act.busy}
            onClick={() => void run(liftOpeningSilence)}
          >
            {t.lift}
            <span class="unseen"> {opening.subject_id}</span>
          </button>
        )}
      </span>
    </li>
  );
}

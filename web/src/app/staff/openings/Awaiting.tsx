import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { approveOpening, listAwaitingOpenings, refuseOpening } from "../../../api/staff/openings";
import { AskReason } from "../../../forms/AskReason";
import { Trouble } from "../../../forms/Form";
import { useAct } from "../../../forms/use_act";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime } from "../../../i18n/language";
import { OPENINGS } from "../../../i18n/openings";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { useSigned } from "../../session/me";
import { Section } from "../../shell/Section";

type Opening = Body<"OpeningView">;

/** Openings that wait for a second person. Whoever approves sees nothing of the document. */
export function Awaiting() {
  const t = useTexts(OPENINGS);
  const loaded = useLoaded(listAwaitingOpenings);
  return (
    <Section title={t.awaiting}>
      <Shown loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? (
            <p class="empty">{t.awaitingNone}</p>
          ) : (
            <ul class="rows">
              {page.items.map((opening) => (
                <Row key={opening.id} opening={opening} onChanged={() => void loaded.reload()} />
              ))}
            </ul>
          )
        }
      </Shown>
    </Section>
  );
}

function Row({ opening, onChanged }: { opening: Opening; onChanged: () => void }) {
  const { language } = useWording();
  const t = useTexts(OPENINGS);
  const { me } = useSigned();
  const act = useAct();
  const [refusing, setRefusing] = useState(false);
  const approve = async () => {
    if ((await act.run(opening.id, approveOpening)) !== null) onChanged();
  };
  const { subject_id: document } = opening;
  const asked = t.asked(opening.opened_by.name, dateTime(opening.asked_at, language));
  const silent = opening.silence_reason == null ? null : t.silent(opening.silence_reason);
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{document}</span>
        <span class="rows__detail">
          {[opening.case_id, opening.reason, opening.legal_ground, silent, asked].filter(Boolean).join(" · ")}
        </span>
        <Trouble act={act} />
      </span>
      {opening.opened_by.id !== me.id && (
        <span class="row">
          <button type="button" class="button" aria-disabled={act.busy} onClick={() => void approve()}>
            {t.approve}
            <span class="unseen"> {document}</span>
          </button>
          <button type="button" class="button button--quiet" onClick={() => setRefusing(true)}>
            {t.refuse}
            <span class="unseen"> {document}</span>
          </button>
        </span>
      )}
      {refusing && (
        <AskReason
          title={t.refuseTitle}
          label={t.reason}
          confirm={t.refuse}
          danger
          act={(reason, key) => refuseOpening(opening.id, reason, key)}
          onClose={() => setRefusing(false)}
          onDone={() => {
            setRefusing(false);
            onChanged();
          }}
        />
      )}
    </li>
  );
}

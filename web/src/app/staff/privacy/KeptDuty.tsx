import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { approveSilence, liftSilence, noteContact } from "../../../api/staff/instructions";
import { AskReason } from "../../../forms/AskReason";
import { Trouble } from "../../../forms/Form";
import { useAct } from "../../../forms/use_act";
import { useTexts } from "../../../i18n/context";
import { INSTRUCTIONS } from "../../../i18n/instructions";
import { STAFF_INSTRUCTIONS } from "../../../i18n/staff_instructions";
import { DutyFacts } from "../../privacy/DisclosureFacts";
import type { Fact } from "../../privacy/InstructionFacts";
import { RecordDisclosure } from "./RecordDisclosure";

interface KeptDutyProps {
  readonly duty: Body<"DutyForStaff">;
  readonly keeps: boolean;
  onChanged(): void;
  onRecorded(): void;
}

/** A legal duty: whether its controller was told, or may not be. */
export function KeptDuty({ duty, keeps, onChanged, onRecorded }: KeptDutyProps) {
  const t = useTexts(INSTRUCTIONS);
  const s = useTexts(STAFF_INSTRUCTIONS);
  const act = useAct();
  const [asked, setAsked] = useState<"contact" | "record" | null>(null);
  const silenced = duty.silence_reason != null && duty.lifted_at == null;
  const untold = !silenced && duty.told_at == null && duty.contacted_at == null;
  const close = () => setAsked(null);
  const settle = async (call: (id: string, key: string) => ReturnType<typeof liftSilence>) => {
    if ((await act.run(duty.id, call)) !== null) onChanged();
  };
  const first: Fact[] = [[s.controller, duty.business_id]];
  if (duty.silence_reason != null) first.push([s.silence, duty.silence_reason]);
  return (
    <article aria-label={`${t.duties[duty.kind]}, ${duty.recipient}`}>
      <h3>{t.duties[duty.kind]}</h3>
      {silenced && <p>{duty.silence_approved_at == null ? s.silentWaits : s.silent}</p>}
      {untold && <p>{duty.unreached_at == null ? s.untold : s.unreached}</p>}
      <DutyFacts duty={duty} first={first} />
      {keeps && (
        <div class="row">
          {silenced && duty.silence_approved_at == null && (
            <button
              type="button"
              class="button"
              disabled={act.busy}
              onClick={() => void settle(approveSilence)}
            >
              {s.approve}
            </button>
          )}
          {silenced && (
            <button type="button" class="button" disabled={act.busy} onClick={() => void settle(liftSilence)}>
              {s.lift}
            </button>
          )}
          {untold && (
            <button type="button" class="button" onClick={() => setAsked("contact")}>
              {s.contact}
            </button>
          )}
          <button type="button" class="button" onClick={() => setAsked("record")}>
            {s.record}
          </button>
        </div>
      )}
      <Trouble act={act} />
      {asked === "contact" && (
        <AskReason
          title={s.contact}
          text={<p>{s.contactText}</p>}
          label={s.contactHow}
          confirm={s.contact}
          place="words"
          act={(words, key) => noteContact(duty.id, { at: new Date().toISOString(), words }, key)}
          onClose={close}
          onDone={() => {
            close();
            onChanged();
          }}
        />
      )}
      {asked === "record" && (
        <RecordDisclosure
          basis={{ duty_id: duty.id }}
          recipient={{ name: duty.recipient, country: duty.country }}
          offered={duty.data}
          envelopes={null}
          onClose={close}
          onDone={() => {
            close();
            onRecorded();
          }}
        />
      )}
    </article>
  );
}

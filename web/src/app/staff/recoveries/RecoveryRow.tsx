import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { approveRecovery, refuseRecovery } from "../../../api/staff/recoveries";
import { AskReason } from "../../../forms/AskReason";
import { Trouble } from "../../../forms/Form";
import { useAct } from "../../../forms/use_act";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime, type Language, lastMoment } from "../../../i18n/language";
import { STAFF_RECOVERIES } from "../../../i18n/staff_recoveries";
import { useSigned } from "../../session/me";
import { staffPermissions } from "../../session/staff";
import { Identify } from "./Identify";

type Recovery = Body<"StaffRecoveryView">;
type Texts = (typeof STAFF_RECOVERIES)["es"];

interface RecoveryRowProps {
  readonly recovery: Recovery;
  onChanged(): void;
}

/** One request, and what whoever looks at it can do now. */
export function RecoveryRow({ recovery, onChanged }: RecoveryRowProps) {
  const { language } = useWording();
  const t = useTexts(STAFF_RECOVERIES);
  const { me } = useSigned();
  const act = useAct();
  const [asking, setAsking] = useState<"identity" | "refusal" | null>(null);
  const may = !recovery.of_staff || staffPermissions(me).includes("staff:change");
  const awaits = recovery.state;
  const approve = async () => {
    if ((await act.run(recovery.id, approveRecovery)) !== null) onChanged();
  };
  const done = () => {
    setAsking(null);
    onChanged();
  };
  const who = recovery.email ?? t.closed;
  const unseen = <span class="unseen"> {who}</span>;
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{[recovery.name, who].filter(Boolean).join(" · ")}</span>
        <span class="rows__detail">{details(recovery, t, language).join(" · ")}</span>
        <span class="rows__detail">{recovery.id}</span>
        {recovery.of_staff && <span class="rows__detail">{t.ofStaff}</span>}
        <Trouble act={act} />
      </span>
      <span class={awaits === "done" ? "state state--on" : "state"}>{t.states[awaits]}</span>
      {may && (awaits === "awaiting_identity" || awaits === "awaiting_approval") && (
        <span class="row">
          {awaits === "awaiting_identity" && (
            <button type="button" class="button" onClick={() => setAsking("identity")}>
              {t.identify}
              {unseen}
            </button>
          )}
          {awaits === "awaiting_approval" && recovery.identified_by?.id !== me.id && (
            <button type="button" class="button" aria-disabled={act.busy} onClick={() => void approve()}>
              {t.approve}
              {unseen}
            </button>
          )}
          <button type="button" class="button button--quiet" onClick={() => setAsking("refusal")}>
            {t.refuse}
            {unseen}
          </button>
        </span>
      )}
      {asking === "identity" && (
        <Identify recoveryId={recovery.id} onClose={() => setAsking(null)} onDone={done} />
      )}
      {asking === "refusal" && (
        <AskReason
          title={t.refuseTitle}
          label={t.why}
          confirm={t.refuse}
          danger
          act={(reason, key) => refuseRecovery(recovery.id, reason, key)}
          onClose={() => setAsking(null)}
          onDone={done}
        />
      )}
    </li>
  );
}

function details(recovery: Recovery, t: Texts, language: Language): string[] {
  const shown = recovery.identified_by !== null && recovery.proof !== null;
  const facts = [
    t.asked(dateTime(recovery.asked_at, language)),
    recovery.ended_at === null &&
      (recovery.state === "waiting"
        ? t.resets(dateTime(recovery.expires_at, language))
        : t.until(lastMoment(recovery.expires_at, language))),
    recovery.words && t.says(recovery.words),
    shown && t.identified(recovery.identified_by?.name ?? "", t.proofs[recovery.proof ?? "in_person"]),
    recovery.identity_reason,
    recovery.decided_by && t.decided(recovery.decided_by.name),
    recovery.decision_reason,
  ];
  return facts.filter((fact): fact is string => typeof fact === "string" && fact !== "");
}

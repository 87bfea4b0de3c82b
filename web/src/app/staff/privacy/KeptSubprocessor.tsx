import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { endSubprocessor, withdrawSubprocessor } from "../../../api/staff/privacy";
import { AskReason } from "../../../forms/AskReason";
import { useTexts, useWording } from "../../../i18n/context";
import { shortDate } from "../../../i18n/language";
import { PRIVACY } from "../../../i18n/privacy";
import { SubprocessorFacts } from "../../privacy/SubprocessorFacts";
import { Section } from "../../shell/Section";

interface KeptSubprocessorProps {
  readonly subprocessor: Body<"SubprocessorForStaff">;
  /** Whether whoever looks keeps the register. */
  readonly keeps: boolean;
  onChanged(): void;
}

/** A sub-processor with how many were told, and who objected. */
export function KeptSubprocessor({ subprocessor, keeps, onChanged }: KeptSubprocessorProps) {
  const { language } = useWording();
  const t = useTexts(PRIVACY);
  const [asking, setAsking] = useState(false);
  const { id, name, state, effective_at, end_reason } = subprocessor;
  const current = state === "current";
  const over = state === "withdrawn" || state === "ended";
  const standing = subprocessor.objections.filter((objection) => objection.taken_back_at == null);
  const dates: (readonly [string, string])[] = [];
  if (effective_at != null) dates.push([t.from, shortDate(effective_at, language)]);
  if (end_reason != null) dates.push([t.reason, end_reason]);
  return (
    <Section
      title={name}
      lead={t.told(subprocessor.told, subprocessor.unreached)}
      aside={<span class="state">{t.states[state]}</span>}
    >
      <SubprocessorFacts subprocessor={subprocessor} dates={dates} />
      {standing.length > 0 && (
        <>
          <h3>{t.objections(standing.length)}</h3>
          <ul>
            {standing.map((objection) => (
              <li key={objection.business_id}>
                {objection.business_id}: {objection.reason}
              </li>
            ))}
          </ul>
        </>
      )}
      {keeps && !over && (
        <div class="row">
          <button type="button" class="button button--danger" onClick={() => setAsking(true)}>
            {current ? t.end : t.withdraw}
          </button>
        </div>
      )}
      {asking && (
        <AskReason
          danger
          title={current ? t.endTitle(name) : t.withdrawTitle(name)}
          label={t.reason}
          confirm={current ? t.end : t.withdraw}
          act={(reason, key) =>
            current ? endSubprocessor(id, reason, key) : withdrawSubprocessor(id, reason, key)
          }
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            onChanged();
          }}
        />
      )}
    </Section>
  );
}

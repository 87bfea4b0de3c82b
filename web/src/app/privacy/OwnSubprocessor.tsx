import { useState } from "preact/hooks";
import { objectToSubprocessor, takeObjectionBack } from "../../api/privacy";
import type { Body } from "../../api/schemas";
import { AskReason } from "../../forms/AskReason";
import { Trouble } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime, shortDate } from "../../i18n/language";
import { PRIVACY } from "../../i18n/privacy";
import { Section } from "../shell/Section";
import { SubprocessorFacts } from "./SubprocessorFacts";

interface OwnSubprocessorProps {
  readonly subprocessor: Body<"SubprocessorForBusiness">;
  onChanged(): void;
}

/** A sub-processor as it concerns the business: until when it may object, and whether it works for it. */
export function OwnSubprocessor({ subprocessor, onChanged }: OwnSubprocessorProps) {
  const { language } = useWording();
  const t = useTexts(PRIVACY);
  const act = useAct();
  const [asking, setAsking] = useState(false);
  const { id, name, state, effective_at, objection_until, objected_at } = subprocessor;
  const inTime = objection_until != null && new Date(objection_until) > new Date();
  const open = inTime && (state === "announcing" || state === "announced");
  const over = state === "withdrawn" || state === "ended";
  const dates: (readonly [string, string])[] = [];
  if (effective_at != null && !over) dates.push([t.from, shortDate(effective_at, language)]);
  if (open) dates.push([t.until, dateTime(objection_until, language)]);
  const agree = async () => {
    if ((await act.run(id, takeObjectionBack)) !== null) onChanged();
  };
  return (
    <Section title={name} aside={<span class="state">{t.states[state]}</span>}>
      {!over && <p>{subprocessor.works_for_you ? t.works : t.worksNot}</p>}
      {objected_at != null && <p>{t.objected(shortDate(objected_at, language))}</p>}
      <SubprocessorFacts subprocessor={subprocessor} dates={dates} />
      <div class="row">
        {open && objected_at == null && (
          <button type="button" class="button" onClick={() => setAsking(true)}>
            {t.object}
          </button>
        )}
        {!over && objected_at != null && (
          <button type="button" class="button" disabled={act.busy} onClick={() => void agree()}>
            {t.agree}
          </button>
        )}
      </div>
      <Trouble act={act} />
      {asking && (
        <AskReason
          title={t.objectTitle(name)}
          text={<p>{t.objectText}</p>}
          label={t.reason}
          confirm={t.object}
          act={(reason) => objectToSubprocessor(id, reason)}
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

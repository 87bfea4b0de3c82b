import { useState } from "preact/hooks";
import type { Result } from "../../../api/problem";
import type { Body } from "../../../api/schemas";
import { decideAppeal, liftDecision, secondDecision } from "../../../api/staff/misuse";
import { AskReason } from "../../../forms/AskReason";
import { useTexts, useWording } from "../../../i18n/context";
import { shortDate } from "../../../i18n/language";
import { MISUSE } from "../../../i18n/misuse";
import { useSigned } from "../../session/me";
import { Section } from "../../shell/Section";

type Decision = Body<"DecisionView">;

interface Offered {
  readonly name: string;
  act(reason: string, key: string): Promise<Result<unknown>>;
}

interface DecisionsProps {
  readonly decisions: readonly Decision[];
  onChanged(): void;
}

/** What was decided about a business, and what somebody else can still do about it. */
export function Decisions({ decisions, onChanged }: DecisionsProps) {
  const t = useTexts(MISUSE);
  const [asked, setAsked] = useState<Offered | null>(null);
  if (decisions.length === 0) return null;
  return (
    <Section title={t.decisions}>
      <ul class="rows">
        {decisions.map((decision) => (
          <Row key={decision.id} decision={decision} onAsk={setAsked} />
        ))}
      </ul>
      {asked !== null && (
        <AskReason
          title={asked.name}
          label={t.reason}
          confirm={asked.name}
          act={asked.act}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            onChanged();
          }}
        />
      )}
    </Section>
  );
}

function Row({ decision, onAsk }: { decision: Decision; onAsk: (offered: Offered) => void }) {
  const { language } = useWording();
  const t = useTexts(MISUSE);
  const { me } = useSigned();
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{t.verdicts[decision.verdict]}</span>
        <span class="rows__detail">
          {t.grounds[decision.ground]} · {decision.proposed_by.name ?? decision.proposed_by.id} ·{" "}
          {shortDate(decision.proposed_at, language)}
        </span>
        <span class="rows__detail">{decision.facts}</span>
      </span>
      <span class="state">{t.states[decision.state]}</span>
      <span class="row">
        {offersFor(decision, me.id, t).map((offered) => (
          <button key={offered.name} type="button" class="button" onClick={() => onAsk(offered)}>
            {offered.name}
          </button>
        ))}
      </span>
    </li>
  );
}

/** What the reader may do: nobody is the second person of their own decision. */
function offersFor(decision: Decision, me: string, t: (typeof MISUSE)["es"]): readonly Offered[] {
  const { appeal } = decision;
  const own = decision.proposed_by.id === me;
  const second = (agreed: boolean) => (reason: string, key: string) =>
    secondDecision(decision.id, { agreed, reason }, key);
  if (decision.state === "awaiting_second" && !own) {
    return [
      { name: t.agree, act: second(true) },
      { name: t.disagree, act: second(false) },
    ];
  }
  if (appeal?.state === "filed" && !own && decision.seconded_by?.id !== me) {
    const answer = (outcome: "upheld" | "rejected") => (reason: string, key: string) =>
      decideAppeal(appeal.id, { outcome, reason }, key);
    return [
      { name: t.upheld, act: answer("upheld") },
      { name: t.rejected, act: answer("rejected") },
    ];
  }
  if (decision.state !== "in_force") return [];
  return [{ name: t.lift, act: (reason, key) => liftDecision(decision.id, reason, key) }];
}

import type { Body } from "../../../api/schemas";
import { listCommitments, readCommitment } from "../../../api/staff/duties";
import { useTexts, useWording } from "../../../i18n/context";
import { DUTIES } from "../../../i18n/duties";
import { shortDate } from "../../../i18n/language";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { Section } from "../../shell/Section";
import { SignedCommitments } from "../duties/SignedCommitments";

type Duties = Body<"MemberDuties">;

/** What somebody lacks, and until when they go on without; else until when they have both. */
export function DutiesInShort({ duties }: { duties: Duties }) {
  const { language } = useWording();
  const t = useTexts(DUTIES);
  if (duties.missing.length > 0) {
    const missing = duties.missing.map((duty) => t.missing[duty]).join(", ");
    return (
      <>
        {duties.due_at === null ? missing : `${missing} (${t.access} ${shortDate(duties.due_at, language)})`}
      </>
    );
  }
  const first = [duties.commitment_until, duties.training_until].filter((at) => at !== null).sort()[0];
  return <>{first === undefined ? t.none : t.bothUntil(shortDate(first, language))}</>;
}

/** What a member of staff signed, with each signed file, and learned, and until when it holds. */
export function MemberDuties({ userId, duties }: { userId: string; duties: Duties }) {
  const { language } = useWording();
  const t = useTexts(DUTIES);
  const loaded = useLoaded(() => listCommitments(userId), userId);
  const until = (at: string | null) => (at === null ? t.none : t.holdsUntil(shortDate(at, language)));
  return (
    <Section title={t.state}>
      {duties.missing.length > 0 && (
        <p class="notice notice--wrong">{duties.missing.map((duty) => t.missing[duty]).join(" · ")}</p>
      )}
      <dl class="facts facts--wide">
        <div>
          <dt>{t.commitment}</dt>
          <dd>{until(duties.commitment_until)}</dd>
        </div>
        <div>
          <dt>{t.training}</dt>
          <dd>{until(duties.training_until)}</dd>
        </div>
        {duties.due_at !== null && (
          <div>
            <dt>{t.access}</dt>
            <dd>{shortDate(duties.due_at, language)}</dd>
          </div>
        )}
      </dl>
      <Shown loaded={loaded}>
        {({ items }) => {
          const signed = items.filter((order) => order.state === "signed");
          if (signed.length === 0) return <p class="empty">{t.noneSigned}</p>;
          return <SignedCommitments signed={signed} read={readCommitment} />;
        }}
      </Shown>
    </Section>
  );
}

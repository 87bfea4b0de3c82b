import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { askForCommitments, readOwnCommitment } from "../../../api/staff/duties";
import { Trouble } from "../../../forms/Form";
import { useAct } from "../../../forms/use_act";
import { useTexts, useWording } from "../../../i18n/context";
import { DUTIES } from "../../../i18n/duties";
import { shortDate } from "../../../i18n/language";
import { Section } from "../../shell/Section";
import { SignedCommitments } from "./SignedCommitments";

type Duties = Body<"DutiesView">;

interface CommitmentsProps {
  readonly duties: Duties;
  onShown(duties: Duties): void;
  onChanged(): void;
}

/** The commitments: whether they are signed, and the mail with which they are. */
export function Commitments({ duties, onShown, onChanged }: CommitmentsProps) {
  const { language } = useWording();
  const t = useTexts(DUTIES);
  const act = useAct();
  const [asked, setAsked] = useState(false);
  const { commitment, commitment_until: until } = duties;
  const lacking = duties.missing.includes("commitment");
  const sent = commitment?.state === "sent";
  const ask = async () => {
    const shown = await act.run("commitments", (_, key) => askForCommitments(key));
    if (shown === null) return;
    setAsked(true);
    onShown(shown);
  };
  return (
    <Section
      title={t.commitment}
      lead={t.commitmentLead}
      aside={
        <span class={lacking ? "state state--wrong" : "state"}>
          {lacking || until === null ? t.notSigned : t.holdsUntil(shortDate(until, language))}
        </span>
      }
    >
      {commitment !== null && sent && <p>{t.sent(shortDate(commitment.sent_at, language))}</p>}
      {lacking && commitment?.state === "declined" && <p>{t.declined}</p>}
      {lacking && commitment?.state === "expired" && <p>{t.expired}</p>}
      <div role="status">{asked && !sent && lacking && <p>{t.asked}</p>}</div>
      <Trouble act={act} />
      <div class="row">
        {lacking && !sent && (
          <button
            type="button"
            class="button button--primary"
            aria-disabled={act.busy}
            onClick={() => void ask()}
          >
            {act.busy ? t.asking : t.send}
          </button>
        )}
        {lacking && (sent || asked) && (
          <button type="button" class="button" onClick={onChanged}>
            {t.refresh}
          </button>
        )}
      </div>
      {duties.signed.length > 0 && <SignedCommitments signed={duties.signed} read={readOwnCommitment} />}
    </Section>
  );
}

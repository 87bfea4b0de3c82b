import { decideAccess, type ReviewOf, readReview, signOffReview } from "../../api/reviews";
import type { Body } from "../../api/schemas";
import { Trouble } from "../../forms/Form";
import { type Act, useAct } from "../../forms/use_act";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime, shortDate } from "../../i18n/language";
import { REVIEWS } from "../../i18n/reviews";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { AccessRow } from "./AccessRow";

type Review = Body<"ReviewView">;

/** Each access of a review, to confirm or to remove; signed off once all are decided (contract M2). */
export function ReviewPage({ of, id }: { of: ReviewOf; id: string }) {
  const t = useTexts(REVIEWS);
  const loaded = useLoaded(() => readReview(of, id), `${of} ${id}`);
  const act = useAct();
  const decide = async (item: string, decision: "confirmed" | "removed") => {
    const review = await act.run({ review: id, item, decision }, (asked, key) =>
      decideAccess(of, asked, key),
    );
    if (review !== null) loaded.show(review);
  };
  const signOff = async () => {
    const review = await act.run(id, (asked, key) => signOffReview(of, asked, key));
    if (review !== null) loaded.show(review);
  };
  return (
    <Shown loaded={loaded}>
      {(review) => (
        <>
          <PageHead kicker={t.states[review.state]} title={t.quarter(review.quarter)} lead={t.reviewLead} />
          <Trouble act={act} />
          <Section title={t.access}>
            <ul class="rows">
              {review.entries.map((entry) => (
                <AccessRow
                  key={entry.id}
                  entry={entry}
                  busy={act.busy}
                  onDecide={isOpen(review) ? (decision) => void decide(entry.id, decision) : null}
                />
              ))}
            </ul>
          </Section>
          <SignOff review={review} act={act} onSignOff={() => void signOff()} />
        </>
      )}
    </Shown>
  );
}

function isOpen(review: Review): boolean {
  return review.state === "open" || review.state === "overdue";
}

interface SignOffProps {
  readonly review: Review;
  readonly act: Act;
  onSignOff(): void;
}

function SignOff({ review, act, onSignOff }: SignOffProps) {
  const { language } = useWording();
  const t = useTexts(REVIEWS);
  if (review.record !== null) {
    return (
      <Section title={t.record}>
        <p>{t.signed(dateTime(review.record.signed_at, language))}</p>
        <code>{review.record.sha256}</code>
      </Section>
    );
  }
  if (!isOpen(review)) return null;
  return (
    <Section title={t.signOff} lead={t.signOffLead(review.undecided, shortDate(review.due_at, language, -1))}>
      <div class="row">
        <button
          type="button"
          class="button button--primary"
          disabled={review.undecided > 0}
          aria-disabled={act.busy}
          onClick={onSignOff}
        >
          {t.sign}
        </button>
      </div>
    </Section>
  );
}

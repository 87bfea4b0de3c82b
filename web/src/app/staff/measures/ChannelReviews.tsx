import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { listMeasureRecords } from "../../../api/staff/measures";
import { useTexts, useWording } from "../../../i18n/context";
import { shortDate } from "../../../i18n/language";
import { MEASURES } from "../../../i18n/measures";
import { Paged } from "../../lists/Paged";
import { usePages } from "../../lists/use_pages";
import { Section } from "../../shell/Section";
import { ReviewChannels } from "./ReviewChannels";

interface ChannelReviewsProps {
  /** Whether whoever looks may do one. */
  readonly reviews: boolean;
  onReviewed(): void;
}

/** The half-yearly reviews of the channels, and the next one (contract W4). */
export function ChannelReviews({ reviews, onReviewed }: ChannelReviewsProps) {
  const t = useTexts(MEASURES);
  const [reviewing, setReviewing] = useState(false);
  const pages = usePages((after) =>
    listMeasureRecords({ measure: "channel-review", outcome: "done" }, after),
  );
  const done = () => {
    setReviewing(false);
    void pages.loaded.reload();
    onReviewed();
  };
  return (
    <Section title={t.reviews} lead={t.reviewsLead}>
      {reviews && !reviewing && (
        <div class="row">
          <button type="button" class="button" onClick={() => setReviewing(true)}>
            {t.review}
          </button>
        </div>
      )}
      {reviewing && <ReviewChannels onClose={() => setReviewing(false)} onDone={done} />}
      <Paged pages={pages} none={<p class="empty">{t.none}</p>}>
        <ul class="rows">
          {pages.items.map((record) => (
            <Review key={record.id} record={record} />
          ))}
        </ul>
      </Paged>
    </Section>
  );
}

function Review({ record }: { record: Body<"MeasureRecordView"> }) {
  const { language } = useWording();
  const t = useTexts(MEASURES);
  const review = record.figures as unknown as Body<"ChannelReviewDraft">;
  return (
    <li class="rows__row log__row">
      <span class="rows__main">
        <span class="rows__title">{shortDate(record.ended_at, language)}</span>
        <span class="rows__detail">{review.words}</span>
        {review.channels.map((one) => (
          <span key={one.channel} class="rows__detail">
            {t.channels[one.channel]} ({one.application}): {t.verdicts[one.verdict].toLowerCase()}.{" "}
            {one.words}
          </span>
        ))}
      </span>
    </li>
  );
}

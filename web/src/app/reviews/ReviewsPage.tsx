import { listReviews, type ReviewOf } from "../../api/reviews";
import { useTexts, useWording } from "../../i18n/context";
import { shortDate } from "../../i18n/language";
import { REVIEWS } from "../../i18n/reviews";
import { Seal } from "../../shared/Seal";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { PageHead } from "../shell/PageHead";

/** The reviews of one kind, newest first. */
export function ReviewsPage({ of }: { of: ReviewOf }) {
  const { language } = useWording();
  const t = useTexts(REVIEWS);
  const loaded = useLoaded(() => listReviews(of), of);
  const base = of === "staff" ? "/app/staff/access-review" : "/app/access-review";
  return (
    <>
      <PageHead title={t.title} lead={of === "staff" ? t.staffLead : t.lead} />
      <Shown loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? (
            <p class="notice">{t.none}</p>
          ) : (
            <ul class="records">
              {page.items.map((review) => (
                <li key={review.id}>
                  <a class="record" href={`${base}/${review.id}`}>
                    <Seal seed={review.id} />
                    <span class="record__main">
                      <span class="record__title">{t.quarter(review.quarter)}</span>
                      <span class="record__detail">
                        {t.progress(review.items - review.undecided, review.items)} ·{" "}
                        {t.due(shortDate(review.due_at, language, -1))}
                      </span>
                    </span>
                    <span class={`state ${review.state === "overdue" ? "state--wrong" : "state--on"}`}>
                      {t.states[review.state]}
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}

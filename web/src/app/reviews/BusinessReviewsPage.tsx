import { ReviewsPage } from "./ReviewsPage";

/** Access to the business, quarter by quarter. */
export default function BusinessReviewsPage() {
  return <ReviewsPage of="business" />;
}

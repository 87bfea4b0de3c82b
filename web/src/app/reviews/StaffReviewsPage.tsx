import { ReviewsPage } from "./ReviewsPage";

/** Access to the staff, quarter by quarter. */
export default function StaffReviewsPage() {
  return <ReviewsPage of="staff" />;
}

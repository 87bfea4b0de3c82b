import type { PathValues } from "../../routing/match";
import { ReviewPage } from "./ReviewPage";

/** One quarter's access to the staff. */
export default function StaffReviewPage({ id = "" }: PathValues) {
  return <ReviewPage of="staff" id={id} />;
}

import type { PathValues } from "../../routing/match";
import { ReviewPage } from "./ReviewPage";

/** One quarter's access to the business. */
export default function BusinessReviewPage({ id = "" }: PathValues) {
  return <ReviewPage of="business" id={id} />;
}

"""Reviews of access, as `terms.access_review.ReviewRefusal` has them."""

from api.problems.meanings.meaning import Meaning

REVIEW_CLOSED = Meaning(409, "The review has ended", "What is left is reviewed in the next quarter's.")
ALREADY_DECIDED = Meaning(409, "This access was decided about already", "Read the review again.")
OWN_ACCESS = Meaning(409, "Nobody decides about their own access", "Ask somebody else who reviews.")
ITEMS_UNDECIDED = Meaning(409, "Not everything is decided", "Confirm or remove each access first.")

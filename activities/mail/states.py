"""States of a mail as its row has them."""

from terms.mail import NEVER_ARRIVES, MailState

DEAD = tuple(state.value for state in NEVER_ARRIVES)
"""It came back or never left, for good."""
ON_ITS_WAY = (MailState.QUEUED.value, MailState.SENDING.value)
"""It was begun, and what became of it is not known yet."""

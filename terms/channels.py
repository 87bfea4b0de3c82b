"""The half-yearly review of the channels over which people are written to (contract W4)."""

from datetime import timedelta
from enum import StrEnum

REMINDED_AFTER = (timedelta(), timedelta(days=14), timedelta(days=28))
"""When staff are asked, from the day on which the review is due, as long as nobody has done it."""


class ReviewChannel(StrEnum):
    """A way of writing to people, whether the service uses it or not."""

    EMAIL = "email"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"
    WEB_CHAT = "web-chat"


class ChannelVerdict(StrEnum):
    """What the review says of a channel and its application."""

    KEPT = "kept"
    CHANGED = "changed"
    """Kept once what the words say is changed."""
    STOPPED = "stopped"
    UNUSED = "unused"

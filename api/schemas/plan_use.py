"""What is used of a plan against its limits, and who shares it (contract E5, S6, A4)."""

from api.schemas.common import Instant, Schema
from api.schemas.plans import Euros
from api.schemas.subscriptions import Id


class UsedView(Schema):
    """How much is used, and how much the plan includes; null is without limit."""

    used: int
    included: int | None


class PlanUseView(Schema):
    """Use of the plan by all businesses that share it together."""

    payer_id: str
    """The business whose contract it is."""
    since: Instant
    """From when envelopes are counted: the month's begin, or the plan's within it."""
    until: Instant
    """When they are counted anew."""
    zone: str
    """Where the plan's days begin and end."""
    envelopes: UsedView
    extra_envelope: Euros | None
    """Net price of each envelope beyond those included; null refuses sending there."""
    extra_envelopes: int
    """Sent beyond those included."""
    extra_so_far: Euros
    """What they come to without VAT; billed with the next month (contract S6)."""
    members: UsedView
    """People with access and invitations under way."""
    storage_bytes: UsedView
    businesses: UsedView


class ShareDraft(Schema):
    """Another business of the owner that is to share the plan."""

    business_id: Id


class ShareView(Schema):
    """A business that shares the plan."""

    business_id: str
    payer_id: str
    added_at: Instant


class ShareList(Schema):
    """Businesses that share the plan; for one of them, its own share."""

    items: list[ShareView]

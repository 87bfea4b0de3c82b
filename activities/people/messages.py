"""What the people's activities are asked and answer: ids, instants, no names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CommitmentOrdered:
    """Commitments ready to be sent: their envelope is drafted, of the holder's own business."""

    commitment_id: str
    envelope_id: str
    business_id: str
    act_id: str


@dataclass(frozen=True)
class TrainingDue:
    """Somebody is to be told of their training; `key` names the stage, once per mail."""

    user_id: str
    key: str
    until: datetime | None


@dataclass(frozen=True)
class PeopleLook:
    """Who is to be sent commitments, who is told of a training, and how many have what."""

    to_sign: Sequence[str]
    to_train: Sequence[TrainingDue]
    figures: Mapping[str, int]


@dataclass(frozen=True)
class SettleOrder:
    """Ends orders that nobody ends, of everybody or of one person.

    `key` makes a repeated command to an envelope the same one; `prefix` is that of envelopes' workflow ids.
    """

    key: str
    prefix: str
    user_id: str | None = None

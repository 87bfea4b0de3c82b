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

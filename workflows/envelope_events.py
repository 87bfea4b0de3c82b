"""The evidence events that an envelope's workflow causes (contract E4); each key names its step."""

from datetime import datetime, timedelta

from activities.records.envelope_messages import Occurrence
from terms.envelope import EnvelopeState
from terms.evidence import ActorKind, EventKind
from workflows.envelope_messages import PauseAct
from workflows.envelope_state import EnvelopeProgress

ENDINGS = {
    EnvelopeState.COMPLETED: EventKind.ENVELOPE_COMPLETED,
    EnvelopeState.DECLINED: EventKind.ENVELOPE_DECLINED,
    EnvelopeState.EXPIRED: EventKind.ENVELOPE_EXPIRED,
    EnvelopeState.VOIDED: EventKind.ENVELOPE_VOIDED,
}


def sent(progress: EnvelopeProgress, act_id: str) -> Occurrence:
    """The sender sent it."""
    plan = progress.plan
    return Occurrence(
        key="sent",
        kind=EventKind.ENVELOPE_SENT,
        at=progress.sent_at,
        actor=ActorKind.SENDER,
        actor_id=plan.created_by,
        act_id=act_id,
        data={"signers": len(plan.signers), "expires_in_days": plan.expires_in_days},
    )


def ended(state: EnvelopeState, at: datetime) -> Occurrence:
    """A final state was reached; who caused it is in the event before, if anybody did."""
    return Occurrence(key="ended", kind=ENDINGS[state], at=at, actor=ActorKind.SERVICE)


def voided(user_id: str | None, act_id: str, at: datetime) -> Occurrence:
    """The sender voided it, or the service (`None`) at the end of the contract, in the words of the act."""
    return Occurrence(
        key="ended",
        kind=EventKind.ENVELOPE_VOIDED,
        at=at,
        actor=ActorKind.SENDER if user_id else ActorKind.SERVICE,
        actor_id=user_id,
        act_id=act_id,
    )


def by_signer(kind: EventKind, signer_id: str, act_id: str, at: datetime) -> Occurrence:
    """Something a signer does at most once in an envelope."""
    return Occurrence(
        key=f"{kind.value}:{signer_id}",
        kind=kind,
        at=at,
        actor=ActorKind.SIGNER,
        actor_id=signer_id,
        signer_id=signer_id,
        act_id=act_id,
    )


def by_sender(
    kind: EventKind, user_id: str, act_id: str, at: datetime, signer_id: str | None = None
) -> Occurrence:
    """Something the sender asked for by an act of their own."""
    return Occurrence(
        key=f"{kind.value}:{act_id}",
        kind=kind,
        at=at,
        actor=ActorKind.SENDER,
        actor_id=user_id,
        signer_id=signer_id,
        act_id=act_id,
    )


def about_signer(kind: EventKind, signer_id: str, step: str, at: datetime) -> Occurrence:
    """Something the service did towards a signer in a numbered step."""
    return Occurrence(
        key=f"{kind.value}:{signer_id}:{step}",
        kind=kind,
        at=at,
        actor=ActorKind.SERVICE,
        signer_id=signer_id,
    )


def delay_credited(step: str, delay: timedelta, expires_at: datetime, at: datetime) -> Occurrence:
    """A provider's delay was added to the expiry (contract E6)."""
    return Occurrence(
        key=f"delay-credited:{step}",
        kind=EventKind.EXPIRY_CHANGED,
        at=at,
        actor=ActorKind.SERVICE,
        data={
            "cause": "provider_delay",
            "seconds": int(delay.total_seconds()),
            "expires_at": expires_at.isoformat(),
        },
    )


def interrupted(kind: EventKind, act: PauseAct, at: datetime) -> Occurrence:
    """The sender's service was interrupted or goes on (contract S16)."""
    return Occurrence(
        key=f"{kind.value}:{at.isoformat()}",
        kind=kind,
        at=at,
        actor=ActorKind.SERVICE,
        act_id=act.act_id,
        data={"ground": act.ground},
    )

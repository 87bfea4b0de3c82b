"""New links for signers, mailed to their own address and nowhere else."""

from datetime import datetime

from api.access.callers import LinkHolder
from api.access.scopes import scope_of
from api.acting.acts import store_act
from api.frame.context import Origin
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from terms.access import LINK_RENEWAL_PER_SIGNER
from terms.envelope import EnvelopeState
from workflows.link_renewal import LinkRenewalStart, LinkRenewalWorkflow, link_renewal_workflow_id


async def renew_link(parts: Parts, holder: LinkHolder, act_id: str, origin: Origin, now: datetime) -> None:
    """Stores the request and starts the mailing. Raises 429 when asked for too often.

    An envelope that was declined, expired or voided needs no link any more: its refusal says so. After
    completion the link still leads to the copy.
    """
    ended = {EnvelopeState.DECLINED, EnvelopeState.EXPIRED, EnvelopeState.VOIDED}
    state = EnvelopeState(holder.envelope.state)
    if state in ended:
        raise Problem(Kind.of(f"envelope-{state.value}"))
    await parts.throttles.attempt(LINK_RENEWAL_PER_SIGNER, "link-renewal", holder.signer.id, now=now)
    await store_act(
        parts.database,
        scope_of(holder),
        act_id,
        envelope_id=holder.envelope.id,
        kind="renew_link",
        origin=origin,
        now=now,
        signer_id=holder.signer.id,
        details={"link_id": holder.link.id},
    )
    start = LinkRenewalStart(holder.envelope.id, holder.signer.id, act_id)
    await parts.engine.start(LinkRenewalWorkflow.run, start, link_renewal_workflow_id(act_id))

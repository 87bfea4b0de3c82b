"""Providers' event webhooks: bounces reach the envelope's workflow, payments the subscription's."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, status

from activities.webhooks.gateway_events import SIGNATURE_HEADER as GATEWAY_SIGNATURE
from activities.webhooks.gateway_events import GatewayEvents, PaymentNews
from activities.webhooks.mail_events import MailEvents, NoticeKind, UndeliveredMail
from activities.webhooks.message_events import SIGNATURE_HEADER as MESSAGE_SIGNATURE
from activities.webhooks.provider_event import UnreadableEventsError
from activities.webhooks.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, WebhookRefusedError
from api.access.rules import PROVIDER, access
from api.engine import Engine, WorkflowGone
from api.frame.context import now
from api.frame.inputs import PartsIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.problems.problem import Problem
from workflows.breach import BreachWorkflow
from workflows.disclosure_notice import DisclosureNoticeWorkflow
from workflows.envelope import EnvelopeWorkflow
from workflows.envelope_messages import BounceNotice
from workflows.identifiers import (
    breach_workflow_id,
    disclosure_notice_workflow_id,
    instruction_workflow_id,
    subscription_workflow_id,
)
from workflows.instruction import InstructionWorkflow
from workflows.subscription import SubscriptionWorkflow

log = logging.getLogger(__name__)
router = APIRouter(route_class=Route, include_in_schema=False)


@router.post("/v1/webhooks/sendgrid", status_code=status.HTTP_204_NO_CONTENT)
@access(PROVIDER)
async def receive_mail_events(request: Request, parts: PartsIn) -> None:
    """Takes in signed events, each once. Without the provider's key in the settings it does not exist.

    Answers 503 while workflows cannot be told: the provider sends the events again, and what was taken in
    already stays open until then.
    """
    if parts.mail_events is None:
        raise Problem(Kind.NOT_FOUND)
    with _refusals():
        undelivered = await parts.mail_events.receive(
            await request.body(),
            request.headers.get(SIGNATURE_HEADER),
            request.headers.get(TIMESTAMP_HEADER),
            now(),
        )
    await tell_undelivered(parts.engine, parts.mail_events, undelivered)


async def tell_undelivered(engine: Engine, events: MailEvents, notices: list[UndeliveredMail]) -> None:
    """Tells each workflow, then closes the notice. What has no workflow any more needs no telling."""
    for notice in notices:
        try:
            await _tell(engine, notice)
        except WorkflowGone:
            log.info("mail %s bounced after the end of its workflow", notice.mail_id)
        await events.handled([notice], now())


async def _tell(engine: Engine, notice: UndeliveredMail) -> None:
    match notice.notice, notice.about_id or "":
        case NoticeKind.BREACH, about_id:
            await engine.tell(breach_workflow_id(about_id), BreachWorkflow.changed)
        case NoticeKind.DISCLOSURE, about_id:
            await engine.tell(disclosure_notice_workflow_id(about_id), DisclosureNoticeWorkflow.returned)
        case NoticeKind.INSTRUCTION, about_id:
            await engine.tell(instruction_workflow_id(about_id), InstructionWorkflow.returned)
    if notice.envelope_id is not None and notice.signer_id is not None:
        bounce = BounceNotice(notice.signer_id, notice.mail_id)
        await engine.signal(notice.envelope_id, EnvelopeWorkflow.bounced, bounce)


@router.post("/v1/webhooks/stripe", status_code=status.HTTP_204_NO_CONTENT)
@access(PROVIDER)
async def receive_gateway_event(request: Request, parts: PartsIn) -> None:
    """Takes in a signed event of the payment gateway, once. Without its secret it does not exist.

    Answers 503 while workflows cannot be told: the gateway sends it again, and it stays open until then.
    """
    if parts.gateway_events is None:
        raise Problem(Kind.NOT_FOUND)
    with _refusals():
        news = await parts.gateway_events.receive(
            await request.body(), request.headers.get(GATEWAY_SIGNATURE), now()
        )
    await tell_payments(parts.engine, parts.gateway_events, news)


async def tell_payments(engine: Engine, events: GatewayEvents, news: list[PaymentNews]) -> None:
    """Tells each subscription's workflow, then closes the event; one that has ended needs no telling."""
    for one in news:
        try:
            workflow_id = subscription_workflow_id(one.subscription_id)
            await engine.tell(workflow_id, SubscriptionWorkflow.payment_told)
        except WorkflowGone:
            log.info("a payment of %s was told after its end", one.subscription_id)
        await events.handled([one], now())


@router.post("/v1/webhooks/messages/{message_id}", status_code=status.HTTP_204_NO_CONTENT)
@access(PROVIDER)
async def receive_message_report(message_id: str, request: Request, parts: PartsIn) -> None:
    """Takes in what became of a message. With messaging off it does not exist."""
    if parts.message_events is None:
        raise Problem(Kind.NOT_FOUND)
    form = dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
    with _refusals():
        await parts.message_events.receive(message_id, form, request.headers.get(MESSAGE_SIGNATURE), now())


@contextmanager
def _refusals() -> Iterator[None]:
    """Says what is wrong with a request that no provider of ours can have sent."""
    try:
        yield
    except WebhookRefusedError as refused:
        raise Problem(Kind.WEBHOOK_REFUSED) from refused
    except UnreadableEventsError as unreadable:
        raise Problem(Kind.MALFORMED_REQUEST) from unreadable

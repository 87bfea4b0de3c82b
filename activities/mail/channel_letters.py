"""The letter that confirms a consent for messages, with the link that withdraws it (contract W1)."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, found
from activities.mail.facts import Recipient
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import one_line
from models import Business, ChannelConsent, Signer
from terms.messaging import Channel, masked_number

CHANNEL_NAMES: Mapping[Channel, str] = MappingProxyType({Channel.WHATSAPP: "WhatsApp", Channel.SMS: "SMS"})


async def _consented(desk: Desk, order: MailOrder) -> AccountLetter:
    consent = found(await desk.session.get(ChannelConsent, order.about_id or ""), order)
    signer = found(await desk.session.get(Signer, consent.signer_id), order)
    business = found(await desk.session.get(Business, consent.business_id), order)
    recipient = Recipient("applicant", consent.email, consent.language, one_line(signer.name), desk.zone)
    words = {
        "channel": CHANNEL_NAMES[Channel(consent.channel)],
        "business": one_line(business.name),
        "phone": masked_number(consent.phone),
    }
    return AccountLetter(recipient, f"/stop-messages#{desk.tokens.token(consent.id)}", words=words)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType({Purpose.CHANNEL_CONSENTED: _consented})

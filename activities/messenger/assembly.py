"""Puts the messenger together from settings, for worker and API alike."""

from activities.mail.links import LinkTokens
from activities.mail.rate import ProviderRate
from activities.messenger.composing import Composing
from activities.messenger.messenger import Messenger
from activities.messenger.provider import Twilio
from activities.messenger.templates import Templates
from models.database import Database
from settings import Settings
from terms.messaging import Channel

REPORT_PATH = "/v1/webhooks/messages"


def messenger_from_settings(settings: Settings, database: Database) -> Messenger:
    """The messenger. Raises `ValueError` when the link key is not 32 bytes in base64."""
    channels = channels_from_settings(settings)
    tokens = LinkTokens.from_secret(settings.link_key)
    return Messenger(
        database,
        _provider(settings) if channels else None,
        Composing(tokens, settings.public_url, settings.holder_zone, channels),
        Templates(settings.twilio_whatsapp_templates),
        settings.public_url.rstrip("/") + REPORT_PATH,
        ProviderRate(settings.twilio_per_second),
    )


def channels_from_settings(settings: Settings) -> tuple[Channel, ...]:
    """The channels that are on: none unless an account and a sender are set (contract W1)."""
    if settings.twilio_account_sid is None or settings.twilio_auth_token is None:
        return ()
    whatsapp = settings.twilio_whatsapp_from and Templates(settings.twilio_whatsapp_templates).complete
    on = ((Channel.WHATSAPP, whatsapp), (Channel.SMS, settings.twilio_sms_from))
    return tuple(channel for channel, is_on in on if is_on)


def _provider(settings: Settings) -> Twilio:
    if settings.twilio_account_sid is None or settings.twilio_auth_token is None:
        raise ValueError("messaging needs an account")
    senders = {
        Channel.WHATSAPP: settings.twilio_whatsapp_from or "",
        Channel.SMS: settings.twilio_sms_from or "",
    }
    return Twilio(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        senders,
        settings.twilio_base_url,
    )

"""Builds the API's parts from the settings. Nothing here connects, so the API starts by itself."""

from activities.documents.examiner import examiner_from_settings
from activities.evidence.holder import holder_from_settings
from activities.evidence.package import EvidencePackage
from activities.evidence.texts import TextArchive
from activities.mail.links import LinkTokens
from activities.messenger.assembly import REPORT_PATH, channels_from_settings
from activities.vault.factory import vault_from_settings
from activities.webhooks.gateway_events import GatewayEvents
from activities.webhooks.mail_events import MailEvents
from activities.webhooks.message_events import MessageEvents
from activities.webhooks.signature import WebhookSignature
from api.access.captcha import Captcha
from api.access.factor_secrets import FactorSecrets
from api.access.passwords import Passwords
from api.access.throttle import Throttles
from api.engine import Engine
from api.frame.answers import Answers
from api.parts import Parts
from api.reading.pages import Pages
from models.database import Database, make_engine
from models.scope import PUBLIC
from settings import Settings


def parts_from_settings(settings: Settings) -> Parts:
    """All parts. Raises `ValueError` for an unusable setting, `OSError` without the trust anchors."""
    database = Database(make_engine(settings.database_url), PUBLIC)
    vault = vault_from_settings(settings, database)
    holder = holder_from_settings(settings)
    examiner = examiner_from_settings(settings)
    throttles = Throttles(database, settings.link_key)
    return Parts(
        settings=settings,
        database=database,
        engine=Engine(settings),
        vault=vault,
        examiner=examiner,
        texts=TextArchive(database, holder),
        package=EvidencePackage(database, vault, holder, settings.trust_anchors_file.read_bytes()),
        links=LinkTokens.from_secret(settings.link_key),
        mail_events=_mail_events(settings, database),
        channels=channels_from_settings(settings),
        message_events=_message_events(settings, database),
        gateway_events=_gateway_events(settings, database),
        passwords=Passwords(),
        factors=FactorSecrets(settings.master_key),
        throttles=throttles,
        captcha=Captcha(database, throttles, settings.link_key, settings.captcha_cost),
        answers=Answers(database, settings.link_key),
        pages=Pages(vault, examiner),
    )


def _mail_events(settings: Settings, database: Database) -> MailEvents | None:
    key = settings.sendgrid_webhook_public_key
    return MailEvents(database, WebhookSignature(key)) if key else None


def _message_events(settings: Settings, database: Database) -> MessageEvents | None:
    if not channels_from_settings(settings) or settings.twilio_auth_token is None:
        return None
    report_url = settings.public_url.rstrip("/") + REPORT_PATH
    return MessageEvents(database, settings.twilio_auth_token.get_secret_value(), report_url)


def _gateway_events(settings: Settings, database: Database) -> GatewayEvents | None:
    secret = settings.stripe_webhook_secret
    return GatewayEvents(database, secret) if secret else None

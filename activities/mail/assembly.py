"""Puts the mailer together from settings, for worker and API alike."""

from activities.evidence.holder import holder_from_settings
from activities.mail.content import MailTemplates
from activities.mail.letters import Letters
from activities.mail.links import LinkTokens
from activities.mail.mailer import Mailer
from activities.mail.provider import SendGrid
from activities.mail.rate import ProviderRate
from activities.mail.request import MailSender
from activities.messenger.assembly import channels_from_settings
from activities.messenger.notices import Notices
from activities.vault.factory import vault_from_settings
from models.database import Database
from settings import Settings


def mailer_from_settings(settings: Settings, database: Database) -> Mailer:
    """The mailer. Raises `ValueError` when the link key is not 32 bytes in base64."""
    return Mailer(
        database,
        SendGrid(settings.sendgrid_api_key.get_secret_value(), settings.sendgrid_host),
        Letters(
            LinkTokens.from_secret(settings.link_key),
            settings.public_url,
            settings.holder_zone,
            vault_from_settings(settings, database),
        ),
        MailTemplates(settings.mail_from_name, holder_from_settings(settings)),
        MailSender(settings.mail_from, settings.mail_from_name),
        ProviderRate(settings.mail_per_second),
        notices=Notices(database, channels_from_settings(settings)),
    )

"""What the API is made of: its neighbours and tools, handed to whoever needs them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from activities.documents.examiner import Examiner
from activities.evidence.texts import TextArchive
from activities.mail.links import LinkTokens
from activities.vault.vault import Vault
from activities.webhooks.gateway_events import GatewayEvents
from activities.webhooks.mail_events import MailEvents
from activities.webhooks.message_events import MessageEvents
from models.database import Database
from settings import Settings
from terms.messaging import Channel

if TYPE_CHECKING:
    from activities.evidence.package import EvidencePackage
    from api.access.captcha import Captcha
    from api.access.factor_secrets import FactorSecrets
    from api.access.passwords import Passwords
    from api.access.throttle import Throttles
    from api.engine import Engine
    from api.frame.answers import Answers
    from api.reading.pages import Pages


@dataclass(frozen=True)
class Parts:
    """The API's neighbours and tools. `mail_events` and `gateway_events` are absent without their keys."""

    settings: Settings
    database: Database
    engine: "Engine"
    vault: Vault
    examiner: Examiner
    texts: TextArchive
    package: "EvidencePackage"
    links: LinkTokens
    mail_events: MailEvents | None
    message_events: MessageEvents | None
    channels: tuple[Channel, ...]
    gateway_events: GatewayEvents | None
    passwords: "Passwords"
    factors: "FactorSecrets"
    throttles: "Throttles"
    captcha: "Captcha"
    answers: "Answers"
    pages: "Pages"

    @property
    def public_origin(self) -> str:
        """Scheme, host and port under which browsers know us."""
        address = urlsplit(self.settings.public_url)
        return f"{address.scheme}://{address.netloc}"

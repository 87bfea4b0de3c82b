"""Letters to the holder's staff about what the service noticed by itself (contract M7, M9)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, found, user_of
from activities.mail.facts import Word
from activities.mail.messages import MailOrder, Purpose
from activities.mail.wording import instant_words
from models import Incident
from terms.expiry import STAMPED_AGAIN, Expiring
from terms.measures import RHYTHMS, Measure

_PATH = "/app/staff/incidents"
SUBJECTS: Mapping[str, Mapping[str, str]] = {
    "es": {
        "backup": "la copia de seguridad",
        "restore-drill": "el ensayo de restauración",
        "detection": "la búsqueda de anomalías",
        "channel-review": "la revisión de los canales de mensajes",
        "log-seal": "el sellado del registro de actividad",
        "expiry": "la revisión de caducidades",
        "timestamp-renewal": "la renovación de sellos de tiempo de archivo",
        "people": "la revisión de compromisos y formación del personal",
        "review-round": "la apertura de las revisiones de accesos",
        "access-review": "la revisión de los accesos del personal",
        "key-change": "la revisión de las claves del personal",
        "watch": "la vigilancia de las medidas",
        "login-storm": "intentos de acceso en masa",
        "mass-download": "descargas en masa",
        "refusals": "peticiones sin permiso en masa",
        "chain-break": "una cadena de evidencias rota",
        "log-break": "entradas del registro de actividad cambiadas o quitadas",
        "seal": "el certificado del sello",
        "signing-ca": "el certificado de la autoridad que certifica a los firmantes",
        "tsa": "el certificado de la autoridad de sellado de tiempo",
        "trust-anchor": "un certificado raíz de confianza",
        "archive-timestamps": "los sellos de tiempo de documentos archivados",
        "sealed-papers": "los sellos de tiempo de certificados, justificantes y evidencias",
        "log-seals": "el último sello de tiempo del registro de actividad",
    },
    "en": {
        "backup": "the backup",
        "restore-drill": "the restore drill",
        "detection": "the search for anomalies",
        "channel-review": "the review of the channels of messages",
        "log-seal": "the sealing of the activity log",
        "expiry": "the look at expiry dates",
        "timestamp-renewal": "the renewal of archive timestamps",
        "people": "the look at what staff signed and learned",
        "review-round": "the opening of the reviews of access",
        "access-review": "the review of the staff's access",
        "key-change": "the look at the staff's keys",
        "watch": "the watch over the measures",
        "login-storm": "a storm of sign-ins",
        "mass-download": "a mass download",
        "refusals": "a storm of refused requests",
        "chain-break": "a broken chain of evidence",
        "log-break": "entries of the activity log changed or taken away",
        "seal": "the certificate of the seal",
        "signing-ca": "the certificate of the authority that certifies signers",
        "tsa": "the certificate of the timestamp authority",
        "trust-anchor": "a trusted root certificate",
        "archive-timestamps": "the timestamps of archived documents",
        "sealed-papers": "the timestamps of certificates, receipts and evidence",
        "log-seals": "the newest timestamp of the activity log",
    },
}
"""What an alarm is about, in words."""


async def _alarm(desk: Desk, order: MailOrder) -> AccountLetter:
    """`about_id` is `incident:kind:subject`."""
    incident_id, kind, subject = (order.about_id or "").split(":")
    incident = found(await desk.session.get(Incident, incident_id), order)
    recipient = await user_of(desk, order)
    words: dict[str, Word] = {
        "kind": kind,
        "subject": SUBJECTS[recipient.language][subject],
        "incident": incident.id,
        "noticed_at": instant_words(incident.aware_at, recipient.zone, recipient.language),
    }
    return AccountLetter(recipient, f"{_PATH}/{incident.id}", words=words)


async def _expiry(desk: Desk, order: MailOrder) -> AccountLetter:
    """`about_id` is `subject/count/instant`."""
    subject, count, instant = (order.about_id or "").split("/")
    recipient = await user_of(desk, order)
    words: dict[str, Word] = {
        "subject": SUBJECTS[recipient.language][subject],
        "documents": count if subject == Expiring.ARCHIVE_TIMESTAMPS.value else "",
        "stamped": count if subject in STAMPED_AGAIN else "",
        "expires_at": instant_words(datetime.fromisoformat(instant), recipient.zone, recipient.language),
    }
    return AccountLetter(recipient, _PATH, words=words)


async def _channel_review(desk: Desk, order: MailOrder) -> AccountLetter:
    """`about_id` is the instant at which the review was due."""
    recipient = await user_of(desk, order)
    due_at = datetime.fromisoformat(order.about_id or "")
    late_at = due_at + RHYTHMS[Measure.CHANNEL_REVIEW].grace
    words: dict[str, Word] = {
        "due_at": instant_words(due_at, recipient.zone, recipient.language),
        "late_at": instant_words(late_at, recipient.zone, recipient.language),
    }
    return AccountLetter(recipient, _PATH, words=words)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {Purpose.ALARM: _alarm, Purpose.EXPIRY_WARNING: _expiry, Purpose.CHANNEL_REVIEW: _channel_review}
)

"""Letters about personal-data breaches: to controllers, and to whoever has to act (contract P8)."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, found, user_of
from activities.mail.facts import Word
from activities.mail.messages import MailOrder, Purpose
from activities.mail.second_address import second_of
from activities.mail.wording import instant_words, one_line
from models import Breach, BreachAssessment, BreachController, Business, Incident
from terms.deadlines import CLOCKS, DeadlineKind, due_at

_OWNERS_PATH = "/app/data-protection"
_STAFF_PATH = "/app/staff/breaches"
_CLOCK = DeadlineKind.BREACH_TO_CONTROLLER
_KINDS = {
    "es": {
        "credential_loss": "pérdida de credenciales",
        "credential_theft": "robo de credenciales",
        "impersonation": "suplantación de identidad",
        "unauthorised_access": "acceso no autorizado",
        "disclosure": "revelación de datos",
        "data_loss": "pérdida de datos",
        "malware": "programa malicioso",
        "unavailability": "falta de disponibilidad",
        "misuse": "uso indebido",
        "other": "otra",
    },
    "en": {
        "credential_loss": "loss of credentials",
        "credential_theft": "theft of credentials",
        "impersonation": "impersonation",
        "unauthorised_access": "unauthorised access",
        "disclosure": "disclosure of data",
        "data_loss": "loss of data",
        "malware": "malware",
        "unavailability": "unavailability",
        "misuse": "misuse",
        "other": "another",
    },
}


async def _notice(desk: Desk, order: MailOrder) -> AccountLetter:
    """`about_id` is `breach:assessment:business`; assessment 0 tells of what is still being assessed.

    With `:second` it goes to the controller's own data protection contact instead of its owner.
    """
    breach_id, number, business_id, *second = (order.about_id or "").split(":")
    breach = found(await desk.session.get(Breach, breach_id), order)
    incident = found(await desk.session.get(Incident, breach.incident_id), order)
    business = found(await desk.session.get(Business, business_id), order)
    extent = found(await desk.session.get(BreachController, (breach_id, business_id)), order)
    owner = await user_of(desk, order)
    recipient = second_of(business, owner, order) if second else owner
    words: dict[str, Word] = {
        "business": one_line(business.name),
        "reference": breach.id,
        "aware_at": instant_words(breach.aware_at, recipient.zone, recipient.language),
        "kind": _KINDS[recipient.language][incident.kind],
        "people_count": str(extent.people),
        "record_count": str(extent.records),
        "further": extent.told is not None,
        "clause": CLOCKS[_CLOCK].clause,
        "assessed": number != "0",
    }
    if number != "0":
        assessment = found(await desk.session.get(BreachAssessment, (breach_id, int(number))), order)
        for name in ("nature", "people", "records", "consequences", "measures"):
            words[name] = one_line(getattr(assessment, name)[recipient.language])
    return AccountLetter(recipient, _OWNERS_PATH, words=words)


async def _warning(desk: Desk, order: MailOrder) -> AccountLetter:
    """`about_id` is `breach:step`; to the responsible, or to the substitute when nobody acts."""
    breach_id, _, step = (order.about_id or "").partition(":")
    breach = found(await desk.session.get(Breach, breach_id), order)
    recipient = await user_of(desk, order)
    words: dict[str, Word] = {
        "reference": breach.id,
        "incident": breach.incident_id,
        "drill": breach.drill,
        "step": step.partition("-")[0] if step.startswith(("unreached", "untold", "left")) else step,
        "unreached": step.split("-")[1] if "-" in step else "",
        "substitute": order.user_id == breach.substitute_id,
        "stand_in": step.startswith("left")
        or order.user_id not in (breach.responsible_id, breach.substitute_id),
        "authority_due": instant_words(
            due_at(DeadlineKind.BREACH_TO_AUTHORITY, breach.aware_at), recipient.zone, recipient.language
        ),
    }
    path = f"{_STAFF_PATH}/{breach.id}"
    return AccountLetter(recipient, path, due_at(_CLOCK, breach.aware_at), words)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {Purpose.BREACH_NOTICE: _notice, Purpose.BREACH_WARNING: _warning}
)

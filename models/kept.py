"""Which rows of which table are destroyed at which stage of a business's purge (contract S18).

A table is found here or in `OUTSIDE`; `models.migrations.destruction` lets the retention's role destroy the
rows named here, and the purge destroys them. In a condition `{business}` stands for the business's id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from terms.retention import PurgeStage


@dataclass(frozen=True)
class Kept:
    """Rows of a table that are destroyed at one stage; `where` is SQL over the table's own columns."""

    stage: PurgeStage
    where: str


_LOGS = PurgeStage.TECHNICAL_LOGS
_DOCUMENTS = PurgeStage.DOCUMENTS_AND_EVIDENCE
_BILLING = PurgeStage.CONTRACT_AND_BILLING
_PEOPLE = PurgeStage.PEOPLE

OWN = "business_id = {business}"
"""Rows that name the business."""
_ENVELOPE = "envelope_id IN (SELECT e.id FROM envelopes e WHERE e.business_id = {business})"
_SIGNER = (
    "signer_id IN (SELECT s.id FROM signers s JOIN envelopes e ON e.id = s.envelope_id"
    " WHERE e.business_id = {business})"
)
_GOING = "IN (SELECT d.user_id FROM departing_users d WHERE d.business_id = {business})"
_USER = f"user_id {_GOING}"
MAIL_SUBJECT = "\"substring\"(key, '[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}')"
"""The id of what a mail's workflow is about: the first one in its key."""
_SUBJECT = MAIL_SUBJECT.replace("{", "{{").replace("}", "}}")
_ABOUT_CONTRACT = (
    "subscriptions",
    "invitations",
    "departures",
    "ownership_transfers",
    "misuse_reports",
    "instructions",
    "disclosure_duties",
    "disclosures",
)
_ROWS = " UNION ALL ".join(f"SELECT t.id FROM {name} t WHERE t.{OWN}" for name in _ABOUT_CONTRACT)  # noqa: S608
_CONTRACT_MAIL = f"{_SUBJECT} IN ({_ROWS})"
_PEOPLE_MAIL = f"{_USER} OR {_SUBJECT} = {{business}}"


def _of_mail(where: str) -> str:
    return f"mail_id IN (SELECT m.id FROM mails m WHERE {where})"  # noqa: S608


KEPT: Mapping[str, Sequence[Kept]] = MappingProxyType(
    {
        "mail_provider_events": (
            Kept(_DOCUMENTS, _of_mail(f"{_ENVELOPE} OR {_SIGNER}")),
            Kept(_BILLING, _of_mail(_CONTRACT_MAIL)),
            Kept(_PEOPLE, _of_mail(_PEOPLE_MAIL)),
        ),
        "mails": (
            Kept(_DOCUMENTS, f"{_ENVELOPE} OR {_SIGNER}"),
            Kept(_BILLING, _CONTRACT_MAIL),
            Kept(_PEOPLE, _PEOPLE_MAIL),
        ),
        "activity": (
            Kept(_LOGS, f"{OWN} AND retention = 'technical' AND keep_until <= service_now()"),
            Kept(_PEOPLE, f"{OWN} OR ({_USER} AND business_id IS NULL)"),
        ),
        "messages": (Kept(_DOCUMENTS, OWN),),
        "channel_consents": (Kept(_DOCUMENTS, OWN),),
        "acts": (Kept(_DOCUMENTS, _ENVELOPE),),
        "submissions": (Kept(_DOCUMENTS, _ENVELOPE),),
        "signing_links": (Kept(_DOCUMENTS, _ENVELOPE),),
        "fields": (Kept(_DOCUMENTS, _ENVELOPE),),
        "evidence_events": (Kept(_DOCUMENTS, _ENVELOPE),),
        "document_opening_views": (Kept(_DOCUMENTS, OWN),),
        "document_openings": (Kept(_DOCUMENTS, OWN),),
        "sealed_versions": (
            Kept(_DOCUMENTS, f"{OWN} AND kind IN ('certificate', 'evidence-chain')"),
            Kept(_BILLING, f"{OWN} AND kind IN ('receipt', 'subject-certificate')"),
        ),
        "certificates": (Kept(_DOCUMENTS, _ENVELOPE),),
        "archive_terms": (Kept(_DOCUMENTS, _ENVELOPE),),
        "revisions": (Kept(_DOCUMENTS, _ENVELOPE),),
        "signers": (Kept(_DOCUMENTS, _ENVELOPE),),
        "envelope_documents": (Kept(_DOCUMENTS, _ENVELOPE),),
        "envelope_admissions": (Kept(_DOCUMENTS, OWN),),
        "envelopes": (Kept(_DOCUMENTS, OWN),),
        "evidence_packs": (Kept(_DOCUMENTS, OWN),),
        "export_members": (Kept(_DOCUMENTS, OWN),),
        "exports": (Kept(_DOCUMENTS, OWN),),
        "documents": (Kept(_DOCUMENTS, OWN),),
        "api_keys": (Kept(_DOCUMENTS, OWN),),
        "gateway_events": (
            Kept(
                _BILLING,
                "about ->> 'subscription' IN"
                " (SELECT s.id FROM subscriptions s WHERE s.business_id = {business})",
            ),
        ),
        "claims": (Kept(_BILLING, OWN),),
        "invoice_documents": (Kept(_BILLING, OWN),),
        "invoices": (Kept(_BILLING, OWN),),
        "payment_attempts": (Kept(_BILLING, OWN),),
        "gateway_refunds": (Kept(_BILLING, OWN),),
        "card_pages": (Kept(_BILLING, OWN),),
        "plan_shares": (Kept(_BILLING, f"{OWN} OR payer_id = {{business}}"),),
        "plan_changes": (Kept(_BILLING, OWN),),
        "bills": (Kept(_BILLING, OWN),),
        "declaration_receipts": (Kept(_BILLING, OWN),),
        "subscription_acts": (Kept(_BILLING, OWN),),
        "contract_decisions": (Kept(_BILLING, OWN),),
        "channel_clauses": (Kept(_BILLING, OWN),),
        "subscriptions": (Kept(_BILLING, OWN),),
        "business_changes": (Kept(_BILLING, OWN),),
        "business_deletions": (Kept(_BILLING, OWN),),
        "invitation_answers": (Kept(_BILLING, OWN),),
        "invitations": (Kept(_BILLING, OWN),),
        "departures": (Kept(_BILLING, OWN),),
        "ownership_answers": (Kept(_BILLING, OWN),),
        "ownership_transfers": (Kept(_BILLING, OWN),),
        "access_review_decisions": (Kept(_BILLING, OWN),),
        "access_review_items": (Kept(_BILLING, OWN),),
        "access_review_records": (Kept(_BILLING, OWN),),
        "access_reviews": (Kept(_BILLING, OWN),),
        "subject_places": (Kept(_BILLING, OWN),),
        "subject_measures": (Kept(_BILLING, OWN),),
        "deadlines": (Kept(_BILLING, OWN),),
        "breach_contacts": (Kept(_BILLING, OWN),),
        "breach_controllers": (Kept(_BILLING, OWN),),
        "rights_parts": (Kept(_BILLING, OWN),),
        "subprocessor_objections": (Kept(_BILLING, OWN),),
        "disclosures": (Kept(_BILLING, OWN),),
        "disclosure_duties": (Kept(_BILLING, OWN),),
        "instruction_entries": (Kept(_BILLING, OWN),),
        "instructions": (Kept(_BILLING, OWN),),
        "misuse_appeals": (Kept(_BILLING, OWN),),
        "misuse_decisions": (Kept(_BILLING, OWN),),
        "misuse_acts": (
            Kept(
                _BILLING, "report_id IN (SELECT r.id FROM misuse_reports r WHERE r.business_id = {business})"
            ),
        ),
        "misuse_reports": (Kept(_BILLING, OWN),),
        "customer_lookups": (Kept(_PEOPLE, "jsonb_exists(found, {business})"),),
        "legal_holds": (Kept(_PEOPLE, OWN),),
        "acceptances": (Kept(_BILLING, OWN), Kept(_PEOPLE, f"{_USER} AND business_id IS NULL")),
        "account_letters": (Kept(_PEOPLE, _USER),),
        "credential_reports": (Kept(_PEOPLE, _USER),),
        "account_recoveries": (Kept(_PEOPLE, _USER),),
        "devices": (Kept(_PEOPLE, _USER),),
        "passkey_challenges": (Kept(_PEOPLE, _USER),),
        "passkeys": (Kept(_PEOPLE, _USER),),
        "password_resets": (Kept(_PEOPLE, _USER),),
        "recovery_codes": (Kept(_PEOPLE, _USER),),
        "replaced_verification_links": (
            Kept(_PEOPLE, f"registration_id IN (SELECT r.id FROM registrations r WHERE r.{_USER})"),  # noqa: S608
        ),
        "registrations": (Kept(_PEOPLE, _USER),),
        "sessions": (Kept(_PEOPLE, _USER),),
        "totp_factors": (Kept(_PEOPLE, _USER),),
        "memberships": (Kept(_PEOPLE, OWN),),
        "business_keys": (Kept(_PEOPLE, OWN),),
        "businesses": (Kept(_PEOPLE, "id = {business}"),),
        "users": (Kept(_PEOPLE, f"id {_GOING}"),),
        "departing_users": (Kept(_PEOPLE, OWN),),
    }
)
"""Table → its rows by stage. Within a stage tables go in this order, children before their parents."""

OF_CLOSED_ACCOUNTS: Mapping[str, str] = MappingProxyType(
    {"acceptances": "business_id IS NULL AND user_id IN (SELECT closed_accounts_due())"}
)
"""Table → its rows of closed accounts that go with no business and were kept long enough (contract S18).

The nightly clearing destroys them, in the retention's role, to which the database shows no others.
"""

_THEIRS = "envelope_id IN (SELECT former_staff_envelopes())"
_FORMER = "user_id IN (SELECT former_staff_due())"
OF_FORMER_STAFF: Mapping[str, str] = MappingProxyType(
    {
        "mail_provider_events": _of_mail(f"m.{_THEIRS}"),
        "mails": _THEIRS,
        "acts": _THEIRS,
        "submissions": _THEIRS,
        "signing_links": _THEIRS,
        "fields": _THEIRS,
        "evidence_events": _THEIRS,
        "sealed_versions": f"paper_id IN (SELECT c.id FROM certificates c WHERE c.{_THEIRS})",  # noqa: S608
        "certificates": _THEIRS,
        "archive_terms": _THEIRS,
        "revisions": _THEIRS,
        "signers": _THEIRS,
        "envelope_documents": _THEIRS,
        "envelopes": "id IN (SELECT former_staff_envelopes())",
        "documents": "id IN (SELECT former_staff_documents())",
        "training_attempts": _FORMER,
        "external_trainings": _FORMER,
        "staff_commitments": _FORMER,
    }
)
"""Table → its rows of who left the staff long enough ago: what they signed, with its evidence, and learned
(contract P5, S18). The nightly clearing destroys them, in the retention's role, children before parents.
"""

TOGETHER = ("memberships", "business_keys", "businesses", "users", "departing_users")
"""The last tables of the last stage go in one transaction: no business stands without its owner."""

OUTSIDE: Mapping[str, str] = MappingProxyType(
    {
        "activity_begun": "settled within minutes, into the log",
        "activity_destructions": "counts alone",
        "breach_assessments": "the holder's register of breaches, by categories",
        "breaches": "the holder's register of breaches, by ids",
        "rights_requests": "people's requests to the holder: cleared once nobody can ask about them",
        "clearings": "counts alone",
        "captcha_uses": "hashes, of nobody, that lapse within the hour",
        "holder_versions": "the holder's own identity, which is published",
        "idempotency_records": "answers that lapse within days",
        "incident_entries": "the holder's register of incidents, by ids (contract M7, P8)",
        "incidents": "the holder's register of incidents, by ids (contract M7, P8)",
        "invoice_series": "a number",
        "lockouts": "hashes, of nobody, that lapse within days",
        "log_leaves": "salted digests; a leaf goes with the last entry of its segment (contract M7)",
        "log_segments": "counts and digests: the chain over the log (contract M7)",
        "measure_records": "counts and digests: the evidence of the holder's measures",
        "plan_promotions": "the holder's catalogue",
        "plan_versions": "the holder's catalogue",
        "purge_certificates": "what says that the rest is gone: ids, counts and digests",
        "purge_steps": "what says that the rest is gone: counts and digests",
        "retentions": "what says that the rest is gone: an id and dates",
        "shown_texts": "the holder's texts",
        "external_trainings": "the holder's staff: goes by its own date once they have left",
        "staff_commitments": "the holder's staff: goes by its own date once they have left",
        "staff_events": "the holder's staff",
        "staff_invitations": "the holder's staff",
        "staff_members": "the holder's staff",
        "staff_role_changes": "the holder's staff",
        "subprocessors": "the holder's register, which is published",
        "training_attempts": "the holder's staff: goes by its own date once they have left",
        "throttles": "hashes, of nobody, that lapse within days",
    }
)
"""Tables without a business's rows that would have to be destroyed, each with the reason."""


def condition(kept: Kept, business: str) -> str:
    """The SQL of `kept.where`, with an SQL expression for the business's id."""
    return kept.where.format(business=business)

"""Every table of a business that its export holds, column by column, and those it does not, with why (S16).

A table that is in neither list fails the tests: whoever adds one says here whose it is. `docs/export.md`
shows what follows, and is held equal.
"""

from collections.abc import Mapping
from types import MappingProxyType

from activities.export.documents_tables import DOCUMENTS
from activities.export.house_tables import HOUSE
from activities.export.oversight_tables import OVERSIGHT
from activities.export.subscription_tables import SUBSCRIPTION
from activities.export.whose import ExportedTable

EXPORTED: tuple[ExportedTable, ...] = (*HOUSE, *DOCUMENTS, *SUBSCRIPTION, *OVERSIGHT)
"""In the order of the archive."""

_PERSONS = "credentials and sessions are a person's own, whatever business they work for"
_NOBODYS = "belongs to no business"
_STAFFS = "the holder's staff: how it is let in and what it did"
_BLOCKED = "begins when the business is blocked, and nothing can be exported any more"
_CONFIDENTIAL = "protects whoever reported; what was decided is in misuse_decisions"

LEFT_OUT: Mapping[str, str] = MappingProxyType(
    {
        "account_letters": "letters to a person about their own account",
        "activity_begun": "requests under way; each becomes an entry of activity",
        "activity_destructions": _NOBODYS,
        "breaches": "how the holder handles it; what a business was told is in breach_assessments",
        "rights_requests": "people's requests to the holder; what concerned a business is in rights_parts",
        "archive_terms": "when timestamps are renewed; the versions with them are in revisions",
        "business_keys": "the key of the storage: everything is given without its encryption",
        "captcha_uses": _NOBODYS,
        "clearings": _NOBODYS,
        "account_recoveries": "a person's own way back into their account",
        "credential_reports": "a person's report about their own credentials",
        "customer_lookups": _STAFFS,
        "departing_users": _BLOCKED,
        "devices": _PERSONS,
        "export_members": "what an archive holds is said by its own manifest",
        "gateway_events": "ids of the payment gateway; what followed is in bills and payment_attempts",
        "holder_versions": "the holder's own identity, which is published",
        "idempotency_records": "answers kept for a day in case a request is repeated",
        "incident_entries": "the holder's register of incidents; whom one concerns is told (P8)",
        "incidents": "the holder's register of incidents; whom one concerns is told (P8)",
        "invitation_answers": "a person's registration; who came is in memberships and departures",
        "invoice_series": _NOBODYS,
        "legal_holds": "orders of authorities, which only the holder's staff may see",
        "lockouts": _NOBODYS,
        "log_leaves": _NOBODYS,
        "log_segments": _NOBODYS,
        "measure_records": _NOBODYS,
        "mail_provider_events": "reports of the mail provider; what followed is in mails",
        "misuse_acts": _STAFFS,
        "misuse_reports": _CONFIDENTIAL,
        "ownership_answers": "a person's declaration; what they accepted for the business is in acceptances",
        "passkey_challenges": _NOBODYS,
        "passkeys": _PERSONS,
        "password_resets": _PERSONS,
        "plan_promotions": "the holder's catalogue; what was contracted is in subscriptions",
        "purge_certificates": _BLOCKED,
        "purge_steps": _BLOCKED,
        "recovery_codes": _PERSONS,
        "registrations": _PERSONS,
        "replaced_verification_links": _PERSONS,
        "retentions": _BLOCKED,
        "sessions": _PERSONS,
        "external_trainings": _STAFFS,
        "staff_commitments": _STAFFS,
        "staff_events": _STAFFS,
        "training_attempts": _STAFFS,
        "staff_invitations": _STAFFS,
        "staff_members": _STAFFS,
        "staff_role_changes": _STAFFS,
        "subprocessors": "the holder's register, published to every customer",
        "throttles": _NOBODYS,
        "totp_factors": _PERSONS,
    }
)
"""Table → why none of its rows is exported."""

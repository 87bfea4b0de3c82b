"""A row of every table for one tenant, made from the models alone: tables added later come by themselves."""

import itertools
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Insert, Table, insert, types
from ulid import ULID

from models import Base
from models.identifiers import Prefix, new_id

Row = dict[str, Any]
NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=7)
FIXED: Mapping[str, Mapping[str, Any]] = {
    "access_review_decisions": {"decision": "confirmed"},
    "access_review_items": {"kind": "guest", "details": {"granted_at": NOW.isoformat()}},
    "access_reviews": {"state": "open", "quarter": "2027-Q1"},
    "account_recoveries": {
        "state": "awaiting_identity",
        "proof": "video_call",
        "decided_by": None,
        "ended_at": None,
    },
    "activity": {"action": "api:envelopes:send", "actor": "user", "roles": None},
    "api_keys": {"revoked_at": None, "expires_at": None, "mode": "live"},
    "breach_assessments": {
        name: {"es": "x", "en": "x"} for name in ("nature", "people", "records", "consequences", "measures")
    },
    "breach_controllers": {"drill": False},
    "breaches": {
        "drill": False,
        "state": "assessing",
        "unlikely_by": None,
        "unlikely_approved_by": None,
        "unlikely_approved_at": None,
        "authority_filed_at": None,
        "told": None,
        "notify": 0,
        "measured": 0,
    },
    "businesses": {
        "country": "ES",
        "customer_kind": "company",
        "standing": "active",
        "standing_reason": None,
        "address": {"street": "x", "postal_code": "x", "city": "x"},
        "privacy_contacts": {},
    },
    "documents": {"pages": [{"width": 595, "height": 842}], "changes": [], "findings": []},
    "envelopes": {
        "state": "sent",
        "step": "waiting",
        "waits_for": [],
        "next_deadline_kind": "reminder",
        "reminders": {"first_after_days": 3, "every_days": 3, "maximum": 3},
        "language": "es",
    },
    "evidence_packs": {"state": "ready", "fetch_until": LATER, "lapsed_at": None},
    "exports": {"state": "ready", "fetch_until": LATER, "lapsed_at": None},
    "fields": {"kind": "text"},
    "holder_versions": {
        "facts": dict.fromkeys(
            ("name", "tax_id", "address", "email", "dpo_email", "registry", "service_url", "dpo_name"), "x"
        )
    },
    "ownership_transfers": {"state": "offered", "expires_at": LATER, "ended_at": None},
    "plan_promotions": {"names": {"es": "x", "en": "x"}},
    "channel_clauses": {"channel": "sms", "revoked_at": None},
    "channel_consents": {
        "channel": "sms",
        "confirmed_at": NOW,
        "lapsed_at": None,
        "revoked_at": None,
        "revoked_how": None,
    },
    "messages": {"channel": "sms", "state": "accepted", "reasons": []},
    "contract_decisions": {"kind": "end", "state": "awaiting_confirmation", "decided_by": None},
    "credential_reports": {"state": "awaiting_confirmation", "within": None},
    "incident_entries": {"kind": "opened", "state": "open"},
    "incidents": {"kind": "other", "source": "staff", "state": "open"},
    "invitations": {"state": "pending", "language": "es", "expires_at": LATER},
    "claims": {"language": "es"},
    "declaration_receipts": {"language": "es", "kind": "withdraw"},
    "invoices": {"gross": Decimal(2), "kind": "ordinary"},
    "legal_holds": {"released_at": None},
    "measure_records": {"outcome": "done", "reason": None},
    "memberships": {"role": "owner", "revoked_at": None, "held_at": None},
    "misuse_appeals": {"state": "filed"},
    "misuse_decisions": {
        "verdict": "suspend",
        "ground": "fraud",
        "state": "in_force",
        "user_id": None,
        "reach": None,
    },
    "misuse_reports": {
        "reporter": "signer",
        "ground": "fraud",
        "state": "waiting",
        "language": "es",
        "sequence": 1,
        "document_ids": [],
    },
    "plan_versions": {"kind": "monthly", "names": {"es": "x", "en": "x"}},
    "retentions": {"due_at": None},
    "sealed_versions": {"kind": "certificate", "token": None},
    "sessions": {"ended_at": None},
    "signers": {"state": "notified", "language": "es"},
    "signing_links": {"expires_at": LATER, "revoked_at": None},
    "document_openings": {
        "silence_reason": None,
        "lifted_at": None,
        "role": "reviewer",
        "state": "open",
        "expires_at": LATER,
        "ended_at": None,
        "invoice_id": None,
        "envelope_id": None,
    },
    "external_trainings": {"state": "awaiting_confirmation", "course": "data-protection"},
    "staff_members": {"records_kept_until": None},
    "staff_commitments": {"state": "sent", "language": "es"},
    "training_attempts": {"course": "data-protection", "language": "es", "passed": False},
    "staff_events": {"kind": "joined", "roles": ["support"]},
    "staff_invitations": {
        "state": "invited",
        "roles": ["support"],
        "language": "es",
        "expires_at": LATER,
        "ended_at": None,
    },
    "staff_role_changes": {"state": "awaiting_confirmation", "roles": ["support"], "roles_before": []},
    "subscriptions": {
        "plan": {"kind": "monthly", "fee": "29.00", "months": 1, "monthly_fee": None},
        "allowance": {"envelopes": 50},
        "customer": "company",
        "buyer": {"country": "ES", "postal_code": "03001", "vat_number_confirmed": False},
        "state": "active",
        "reason": None,
        "facts": None,
        "card": None,
        "withdrawn_at": None,
    },
    "instructions": {"kind": "written", "state": "in_force"},
    "instruction_entries": {"act": "give", "terms": None, "refusal": None, "unreached_at": None},
    "disclosure_duties": {
        "kind": "authority",
        "country": "ES",
        "data": ["documents"],
        "silence_reason": None,
        "silence_approved_by": None,
        "silence_approved_at": None,
        "lifted_by": None,
        "lifted_at": None,
        "unreached_at": None,
    },
    "disclosures": {
        "duty_id": None,
        "recipient": {"name": "x", "tax_id": None, "country": "ES"},
        "data": ["documents"],
        "envelopes": None,
        "unreached_at": None,
    },
    "rights_parts": {
        "kind": "access",
        "language": "es",
        "identity": "mailbox",
        "outcome": None,
        "resolved_at": None,
        "person_told_at": None,
    },
    "rights_requests": {
        "kind": "access",
        "language": "es",
        "channel": "form",
        "identity": "mailbox",
        "state": "in_hand",
        "withdrawn_at": None,
        "extended_at": None,
        "ended_at": None,
    },
    "subprocessors": {
        "state": "announced",
        "service": None,
        "country": "ES",
        "contact": "x@example.com",
        **{name: {"es": "x", "en": "x"} for name in ("purpose", "data", "safeguards")},
    },
    "deadlines": {"kind": "request_resolution", "reckoning": "calendar_days", "outcome": None},
    "subject_measures": {"kind": "restriction", "state": "in_force", "ended_at": None, "elsewhere": None},
    "subject_places": {"blocks": False, "texts": None},
    "subscription_acts": {"kind": "withdraw", "body": {"name": "x"}},
    "users": {
        "access_revoked_at": None,
        "password_reset_required_at": None,
        "password_reset_at": None,
        "closed_at": None,
        "erased_at": None,
        "language": "es",
    },
}
"""What rows need in order to be a tenant's who is at work."""
NAMED = {
    "business_id": "businesses",
    "user_id": "users",
    "envelope_id": "envelopes",
    "signer_id": "signers",
    "document_id": "documents",
    "link_id": "signing_links",
    "created_by": "users",
    "ended_by": "users",
    "owner_id": "users",
    "mail_id": "mails",
}
"""Columns that mean another table's row though no foreign key says so."""
_numbers = itertools.count(1)


class Tenant:
    """One row per table, all of one business, its owner, one envelope and one signer.

    `given` holds values that a test wants to know beforehand, by table and column.
    """

    def __init__(self, given: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self._given = given or {}
        self.email = new_email()
        self.rows: dict[str, Row] = {}
        self._substitute: Row | None = None
        for table in Base.metadata.sorted_tables:
            self._make(table)

    def inserts(self, without: Collection[str] = ()) -> Iterator[Insert]:
        """Statements that store the rows, parents first."""
        for table in Base.metadata.sorted_tables:
            if table.name not in without:
                yield insert(table).values(self.rows[table.name])
            if table.name == "users" and self._substitute is not None:
                yield insert(table).values(self._substitute)

    def id_of(self, table: str) -> str:
        """The id of the tenant's row."""
        return str(self.rows[table]["id"])

    def another(self, table: str) -> Row:
        """A further row, of the same parents, with an address of its own."""
        row = self._row(Base.metadata.tables[table])
        return row | {"email": new_email()} if "email" in row else row

    def _make(self, table: Table) -> Row:
        """The table's row, made at the latest when another needs it."""
        if table.name not in self.rows:
            self.rows[table.name] = self._row(table)
        return self.rows[table.name]

    def _row(self, table: Table) -> Row:
        """A row tied to the tenant's others; columns that the database fills are left out."""
        made = {
            column.name: self._value(table, column)
            for column in table.columns
            if column.identity is None and column.computed is None
        }
        return made | dict(FIXED.get(table.name, {})) | dict(self._given.get(table.name, {}))

    def _value(self, table: Table, column: Column[Any]) -> Any:
        if column.name == "substitute_id":
            self._substitute = self.another("users")
            return self._substitute["id"]
        for key in column.foreign_keys:
            if key.column.table is table:
                return None
            return self._make(key.column.table)[key.column.name]
        parent = NAMED.get(column.name)
        if parent is not None and parent != table.name:
            return self._make(Base.metadata.tables[parent])["id"]
        if column.name == "email":
            return self.email
        return _plain(column)


def new_email() -> str:
    """An address nobody had, in lower case."""
    return f"{ULID()}@example.com".lower()


def _plain(column: Column[Any]) -> Any:
    """A value of the column's type, as a rule one that no other row has."""
    number, kind = next(_numbers), column.type
    if isinstance(kind, types.String):
        return _word(column.name, kind.length or 200, number)
    if isinstance(kind, types.LargeBinary):
        return number.to_bytes(4, "big")
    if isinstance(kind, types.BigInteger):
        return number
    for known, value in _BY_TYPE:
        if isinstance(kind, known):
            return value
    raise TypeError(f"tests.tenants knows no value for {column.table.name}.{column.name} ({kind!r})")


_BY_TYPE: tuple[tuple[type, Any], ...] = (
    (types.Boolean, False),
    (types.JSON, {}),
    (types.ARRAY, []),
    (types.DateTime, NOW),
    (types.Date, date(2027, 1, 1)),
    (types.Float, 0.5),
    (types.Numeric, Decimal(1)),
    (types.Integer, 1),
)


def _word(name: str, length: int, number: int) -> str:
    if length == 64:
        return f"{number:064x}"
    return new_id(Prefix.ACT) if name == "id" else str(ULID()).lower()[-length:]

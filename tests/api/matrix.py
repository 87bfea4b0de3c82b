"""Everybody who may call the API, on the rows of one tenant, and what the declared rules promise them."""

import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Select, String, Table, TextClause, func, insert, literal, select, text, union_all
from sqlalchemy.dialects.postgresql import dialect

from api.access import rules
from api.access.api_keys import new_secret
from api.access.cookies import SESSION_COOKIE
from api.access.rule import Rule
from models import Acceptance, ApiKey, Base, Membership, Session, StaffMember, TotpFactor, User
from models.identifiers import Prefix, new_id
from terms.accounts import Document
from terms.keys import Mode
from terms.roles import (
    BUSINESS_GRANTS,
    KEY_SCOPES,
    BusinessRole,
    Permission,
    StaffRole,
    staff_permissions,
)
from terms.texts import versions
from tests.api.calling import BROWSER, Caller, all_seeing, parts_of
from tests.duties import duties_done, values_of
from tests.tenants import NOW, Row, Tenant

OPEN = (rules.OPEN, rules.ANYBODY, rules.PROVIDER)
LINKS = (rules.LINK, rules.LINK_EVEN_EXPIRED, rules.LINK_IN_CONFIDENCE)
PERSONS = (
    rules.PERSON,
    rules.PERSON_STEPPED_UP,
    rules.ANY_SESSION,
    rules.PASSWORD_HOLDER,
    rules.PROVING,
    rules.SETTING_UP,
    rules.SETTING_UP_STEPPED_UP,
)
PUBLISHED = {"subprocessor_id": "subprocessors"}
"""Parameters of paths that name what anybody may know of, and their tables."""
PLACES = {
    "breach_id": "breaches",
    "part_id": "rights_parts",
    "request_id": "rights_requests",
    "duty_id": "disclosure_duties",
    "consent_id": "channel_consents",
    "key_id": "api_keys",
    "factor_id": "totp_factors",
    "business_id": "businesses",
    "promotion_id": "plan_promotions",
    "report_id": "misuse_reports",
    "decision_id": "misuse_decisions",
    "appeal_id": "misuse_appeals",
    "transfer_id": "ownership_transfers",
    "receipt_id": "declaration_receipts",
    "withdrawal_id": "subscription_acts",
    "hold_id": "legal_holds",
    "recovery_id": "account_recoveries",
    "measure_id": "subject_measures",
    "certificate_id": "purge_certificates",
    "commitment_id": "staff_commitments",
}
"""Parameters of paths that are not named after their table: `{envelope_id}` is a row of `envelopes`."""
NOT_HERE = ("activity_begun", "activity_destructions", "business_keys", "purge_steps")
"""Tables whose rows the service acts upon, only the retention writes, or hold what cannot be made up."""
FILLED = {
    "number": "1",
    "path": "x",
    "name": "x",
    "kind": "privacy",
    "code": "x",
    "channel": "sms",
    "width": "200",
}


@dataclass(frozen=True)
class Somebody:
    """One who calls: with these headers and cookies, in this place."""

    name: str
    headers: dict[str, str] = field(default_factory=dict)
    cookie: str | None = None
    role: BusinessRole | None = None
    staff: StaffRole | None = None
    key: frozenset[Permission] | None = None
    """What their API key was given."""
    stepped_up: bool = True

    def caller(self, app: FastAPI) -> Caller:
        """A client, from an address of its own."""
        cookies = {SESSION_COOKIE: self.cookie} if self.cookie else {}
        return Caller(app, headers=BROWSER | self.headers, cookies=cookies)


class World:
    """A tenant at work with all its people, and the holder's staff."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._token, secret = secrets.token_urlsafe(32), new_secret(Mode.LIVE)
        link_id = new_id(Prefix.LINK)
        self.link_token = parts_of(app).links.token(link_id)
        self.tenant = Tenant(
            {
                "sessions": {"token_sha256": _hash(self._token), "stepped_up_at": datetime.now(UTC)},
                "api_keys": {"secret_sha256": _hash(secret), "scopes": sorted(KEY_SCOPES)},
                "signing_links": {"id": link_id, "token_sha256": _hash(self.link_token)},
            }
        )
        self._key = {"authorization": f"Bearer {secret}"}
        self._more: list[tuple[Table, Row]] = []
        self.everybody = list(self._people())

    async def store(self) -> "World":
        """Puts everything into the tables."""
        async with all_seeing(self._app).transaction() as session:
            for statement in self.tenant.inserts(NOT_HERE):
                await session.execute(statement)
            for table, row in self._more:
                await session.execute(insert(table).values(row))
        return self

    def path(self, template: str, whose: "World | None" = None) -> str:
        """The path with ids of one's own rows, or those of somebody else's."""
        tenant = (whose or self).tenant

        def filled(match: re.Match[str]) -> str:
            name = match.group(1)
            if name == "token":
                return self.link_token
            if name in FILLED:
                return FILLED[name]
            table = PLACES.get(name) or name.removesuffix("_id") + "s"
            assert table in Base.metadata.tables, f"say in tests/api/matrix.py which table {{{name}}} is of"
            return tenant.id_of(table)

        return re.sub(r"\{(\w+)(?::path)?\}", filled, template)

    async def rows(self) -> list[tuple[str, Any]]:
        """The tenant's rows and those of its people, as they are now."""
        async with all_seeing(self._app).transaction() as session:
            return [tuple(row) for row in await session.execute(self._rows)]

    @cached_property
    def _rows(self) -> TextClause:
        """Asks for all in one go, but for challenges: whoever asks for one clears old ones away."""
        own = ((table, self.tenant.rows[table.name]) for table in Base.metadata.sorted_tables)
        asked = union_all(
            *(_one(table, row) for table, row in (*own, *self._more) if table.name != "passkey_challenges")
        ).order_by(text("1, 2"))
        return text(str(asked.compile(dialect=dialect(), compile_kwargs={"literal_binds": True})))

    @property
    def owner(self) -> Somebody:
        """The tenant's owner, by session."""
        return next(one for one in self.everybody if one.name == "owner")

    @property
    def program(self) -> Somebody:
        """A program with the tenant's key."""
        return next(one for one in self.everybody if one.key is not None)

    def _people(self) -> Iterator[Somebody]:
        yield Somebody("anonymous")
        yield Somebody("owner", cookie=self._token, role=BusinessRole.OWNER)
        earlier = self._session(self._user(BusinessRole.GUEST), NOW - timedelta(days=1))
        yield Somebody("guest, long signed in", cookie=earlier, role=BusinessRole.GUEST, stepped_up=False)
        yield Somebody("guest", cookie=self._session(self._user(BusinessRole.GUEST)), role=BusinessRole.GUEST)
        yield Somebody("key", headers=self._key, key=KEY_SCOPES)
        for scope in sorted(KEY_SCOPES):
            yield Somebody(f"key with {scope}", headers=self._key_with(scope), key=frozenset({scope}))
        for staff in StaffRole:
            yield Somebody(f"staff {staff.value}", cookie=self._session(self._staff(staff)), staff=staff)

    def _add(self, model: type[Base], row: Row) -> None:
        self._more.append((Base.metadata.tables[model.__tablename__], row))

    def _user(self, role: BusinessRole | None) -> str:
        row = self.tenant.another("users")
        self._add(User, row)
        if role is not None:
            member = {
                "business_id": self.tenant.id_of("businesses"),
                "user_id": row["id"],
                "role": role.value,
            }
            self._add(Membership, self.tenant.another("memberships") | member)
        return str(row["id"])

    def _staff(self, role: StaffRole) -> str:
        user_id = self._user(None)
        row = self.tenant.another("staff_members") | {"user_id": user_id, "roles": [role.value]}
        self._add(StaffMember, row | {"left_at": None, "leaves_at": None})
        commitments = Document.STAFF_COMMITMENTS
        accepted = {"document": commitments.value, "version": versions(commitments)[-1], "business_id": None}
        row = self.tenant.another("acceptances") | {"user_id": user_id} | accepted
        self._add(Acceptance, row)
        for done in duties_done(user_id, datetime.now(UTC)):
            self._add(type(done), values_of(done))
        factor = self.tenant.another("totp_factors") | {"user_id": user_id}
        self._add(TotpFactor, factor)
        return user_id

    def _key_with(self, scope: Permission) -> dict[str, str]:
        secret = new_secret(Mode.LIVE)
        row = self.tenant.another("api_keys") | {"secret_sha256": _hash(secret), "scopes": [scope.value]}
        self._add(ApiKey, row)
        return {"authorization": f"Bearer {secret}"}

    def _session(self, user_id: str, stepped_up_at: datetime | None = None) -> str:
        token = secrets.token_urlsafe(32)
        row = self.tenant.another("sessions") | {
            "user_id": user_id,
            "token_sha256": _hash(token),
            "stepped_up_at": stepped_up_at or datetime.now(UTC),
        }
        self._add(Session, row)
        return token


def _one(table: Table, row: Row) -> Select[Any]:
    keys = [column for column in table.columns if column.primary_key or column.unique]
    own = [column == row[column.name] for column in keys if column.name in row]
    return select(literal(table.name, String), func.to_jsonb(table.table_valued())).where(*own)


def promised(rule: Rule, one: Somebody) -> str | None:
    """How the rule has to refuse somebody, by the grants alone; nothing when it lets them in."""
    if rule in OPEN or rule in LINKS:
        return None
    if rule is rules.ANYBODY_WITH_CAPTCHA:
        return "captcha-required"
    if one.name == "anonymous" or rule is rules.OPERATIONS:
        return "authentication-required"
    if one.key is not None:
        return _promised_to_key(rule, one.key)
    if rule.name.startswith("staff "):
        refusal = _promised_to_staff(rule, one)
    elif rule.name.startswith("member "):
        refusal = _promised_to_member(rule, one)
    else:
        assert rule in PERSONS, f"say in tests/api/matrix.py whom the rule {rule.name!r} lets in"
        refusal = None
    return "step-up-required" if rule.step_up and not one.stepped_up else refusal


def _promised_to_key(rule: Rule, given: frozenset[Permission]) -> str | None:
    if rules.KEY_SCHEME not in rule.schemes:
        return "session-required"
    return None if rule.permission in given else "scope-required"


def _promised_to_staff(rule: Rule, one: Somebody) -> str | None:
    if one.staff is None:
        return "not-found"
    return None if rule.permission in staff_permissions(frozenset({one.staff})) else "role-required"


def _promised_to_member(rule: Rule, one: Somebody) -> str | None:
    if one.role is None:
        return "business-required"
    return None if rule.permission in BUSINESS_GRANTS[one.role] else "owner-required"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

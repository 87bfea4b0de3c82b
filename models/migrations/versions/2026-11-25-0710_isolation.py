"""Each transaction of the application sees the rows of its scope alone; the worker has a role of its own.

The role `rubrica_worker` must exist before (docs/operations.md).
"""

from alembic import op

from models.migrations import isolation, privileges
from models.migrations.isolation import (
    ANYBODY,
    both,
    is_kind,
    of_business,
    of_credential,
    of_link,
    of_mailbox,
    of_member,
    of_person,
    of_staff,
    of_upkeep,
    setting,
    with_parent,
)

revision = "isolation"
down_revision = "credential_reports"
branch_labels = None
depends_on = None

_ORDINARY = (
    "activity_begun",
    "acts",
    "api_keys",
    "bills",
    "business_keys",
    "businesses",
    "captcha_uses",
    "credential_reports",
    "departures",
    "documents",
    "envelope_documents",
    "envelopes",
    "fields",
    "gateway_events",
    "gateway_refunds",
    "idempotency_records",
    "incidents",
    "invitation_answers",
    "invitations",
    "mail_provider_events",
    "mails",
    "memberships",
    "payment_attempts",
    "plan_promotions",
    "plan_versions",
    "registrations",
    "sessions",
    "signers",
    "signing_links",
    "staff_members",
    "submissions",
    "subscriptions",
    "throttles",
    "users",
)
_APPEND_ONLY = ("acceptances", "activity", "certificates", "evidence_events", "incident_entries", "revisions", "shown_texts")

_IS_OWN_DOCUMENT = """
CREATE FUNCTION is_own_document(document varchar) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
RETURN EXISTS (
    SELECT FROM documents
    WHERE id = document AND business_id = nullif(current_setting('rubrica.business', true), '')
)
"""
"""Says no more than the scope may know. A policy cannot: documents of a link are found by what it guards."""
_ENVELOPE = with_parent("envelopes", "envelope_id")
_OWN_ENVELOPE = both(is_kind("business"), _ENVELOPE)
_BY_SIGNER = both(of_link(), f"signer_id = {setting('signer')}")
_ONESELF = f"user_id = {setting('user')}"


def upgrade() -> None:
    privileges.let_application_see_version()
    privileges.grant_ordinary(_ORDINARY)
    for table in _APPEND_ONLY:
        op.execute(f"GRANT SELECT, INSERT ON {table} TO {privileges.worker_role()}")
    op.execute(f"GRANT SELECT ON activity_destructions TO {privileges.worker_role()}")
    _isolate_people()
    _isolate_businesses()
    _isolate_members()
    _isolate_envelopes()
    _isolate_signing()
    _isolate_mail()
    _isolate_activity()
    _isolate_billing()
    _isolate_incidents()
    _isolate_shared()


def downgrade() -> None:
    for table in (*_ORDINARY, *_APPEND_ONLY, "activity_destructions"):
        isolation.undo(table)
        op.execute(f"REVOKE ALL ON {table} FROM {privileges.worker_role()}")
    op.execute("DROP FUNCTION is_own_document")
    for tables, acts in ((_ORDINARY, "SELECT, INSERT, UPDATE, DELETE"), (_APPEND_ONLY, "SELECT, INSERT")):
        op.execute(f"GRANT {acts} ON {', '.join(tables)} TO {privileges.app_role()}")
    op.execute(f"GRANT SELECT ON activity_destructions TO {privileges.app_role()}")
    op.execute(f"REVOKE SELECT ON alembic_version FROM {privileges.worker_role()}")


def _isolate_people() -> None:
    """People of a business see each other, and who was of it; who is asked sees who asks."""
    of_it = [
        f"EXISTS (SELECT FROM {table} t WHERE t.{column} = users.id AND {of_business('t.business_id')})"
        for table, column in (
            ("memberships", "user_id"),
            ("departures", "user_id"),
            ("departures", "ended_by"),
            ("envelopes", "created_by"),
        )
    ]
    asking = [
        "id IN (SELECT b.owner_id FROM businesses b JOIN envelopes e ON e.business_id = b.id"
        f" WHERE {of_link('e.id')})",
        f"id IN (SELECT i.invited_by FROM invitations i WHERE {of_credential('i.token_sha256')})",
    ]
    watching = of_staff("security", "dpo", "reviewer")
    colleague = both(watching, with_parent("staff_members", "users.id", key="user_id"))
    isolation.isolate(
        "users",
        read=[of_person("id"), of_mailbox(), *of_it, *asking, colleague],
        add=[of_mailbox()],
        change=[of_person("id")],
    )
    isolation.isolate(
        "registrations",
        read=[of_credential(), of_mailbox()],
        add=[of_mailbox()],
        change=[of_credential(), of_mailbox()],
    )
    known = [of_credential(), of_person()]
    isolation.isolate("sessions", read=known, change=known, add=[of_person()])
    isolation.isolate(
        "staff_members",
        read=[of_person(), watching],
        add=[of_staff("security")],
        change=[of_staff("security")],
    )


def _isolate_businesses() -> None:
    """A person sees the businesses they belong to; only the owner changes theirs."""
    belonging = both(
        is_kind("person"),
        f"owner_id = {setting('user')} OR EXISTS (SELECT FROM memberships m"
        f" WHERE m.business_id = businesses.id AND m.user_id = {setting('user')})",
    )
    asking = [
        f"id IN (SELECT e.business_id FROM envelopes e WHERE {of_link('e.id')})",
        f"id IN (SELECT i.business_id FROM invitations i WHERE {of_credential('i.token_sha256')})",
    ]
    isolation.isolate(
        "businesses",
        read=[of_business("id"), belonging, *asking],
        add=[of_person("owner_id")],
        change=[of_business("id", role="owner")],
    )
    leaving = [of_business(role="owner"), of_person()]
    isolation.isolate(
        "memberships",
        read=[of_business(), of_person()],
        add=[both(of_business(role="owner"), _ONESELF)],
        remove=leaving,
        lock=leaving,
    )
    isolation.isolate(
        "acceptances",
        read=[of_person(), of_business(role="owner")],
        add=[of_person(), both(of_business(), _ONESELF)],
    )
    keys = [of_credential("secret_sha256"), of_member("created_by"), of_person("created_by")]
    isolation.isolate(
        "api_keys",
        read=keys,
        change=keys,
        add=[both(of_member("created_by"), f"created_by = {setting('user')}")],
    )
    vault = f"business_id = {setting('vault')}"
    isolation.isolate("business_keys", read=[vault], add=[vault])


def _isolate_members() -> None:
    """Invitations are the owner's, and of whoever holds the link; their course is their workflow's."""
    isolation.isolate(
        "invitations",
        read=[of_business(role="owner"), of_credential(), both(of_upkeep(), "state <> 'pending'")],
        add=[of_business(role="owner")],
    )
    answering = both(is_kind("credential"), with_parent("invitations", "invitation_id"))
    ended = both(of_upkeep(), with_parent("invitations", "invitation_id"))
    isolation.isolate(
        "invitation_answers", read=[answering, ended], add=[answering], remove=[answering, ended]
    )
    isolation.isolate(
        "departures",
        read=[of_business(), both(of_upkeep(), "told_at IS NULL")],
        add=[
            both(of_business(role="owner"), f"ended_by = {setting('user')}"),
            both(of_person(), of_person("ended_by")),
        ],
    )


def _isolate_envelopes() -> None:
    """What belongs to an envelope is seen by whoever sees it. Its course is written by its workflow alone."""
    shown = f"id IN (SELECT d.document_id FROM envelope_documents d WHERE {of_link('d.envelope_id')})"
    isolation.isolate("documents", read=[of_business(), shown], add=[of_business()])
    op.execute(_IS_OWN_DOCUMENT)
    op.execute("REVOKE ALL ON FUNCTION is_own_document FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION is_own_document TO {privileges.app_role()}")
    isolation.isolate("envelopes", read=[of_business(), of_link("id")], add=[of_business()])
    isolation.isolate(
        "envelope_documents",
        read=[_ENVELOPE],
        add=[both(_OWN_ENVELOPE, "is_own_document(document_id)")],
    )
    for table in ("signers", "fields"):
        isolation.isolate(table, read=[_ENVELOPE], add=[_OWN_ENVELOPE])
    for table in ("revisions", "certificates"):
        isolation.isolate(table, read=[_ENVELOPE])


def _isolate_signing() -> None:
    """Acts come from who does them."""
    isolation.isolate("signing_links", read=[of_credential()])
    isolation.isolate("submissions", add=[_BY_SIGNER])
    isolation.isolate("acts", add=[_BY_SIGNER, both(_OWN_ENVELOPE, _ONESELF)])
    reported = (
        "EXISTS (SELECT FROM mails m WHERE m.envelope_id = evidence_events.envelope_id"
        f" AND {setting('mail')} IN (m.id, m.provider_message_id))"
    )
    about_mail = both(is_kind("mail"), reported)
    isolation.isolate("evidence_events", read=[_ENVELOPE, about_mail], add=[_ENVELOPE, about_mail])


def _isolate_mail() -> None:
    """The provider's reports: the mail that one is about, and those of which a workflow is still to be told."""
    mail = both(is_kind("mail"), f"id = {setting('mail')} OR provider_message_id = {setting('mail')}")
    untold = (
        "EXISTS (SELECT FROM mail_provider_events e WHERE e.mail_id = mails.id AND e.handled_at IS NULL)"
    )
    isolation.isolate("mails", read=[mail, both(is_kind("mail"), untold)], change=[mail])
    reports = [is_kind("mail")]
    isolation.isolate("mail_provider_events", read=reports, add=reports, change=reports)


def _isolate_activity() -> None:
    """Anybody's interactions are noted; the owner reads their business's, and everybody their own."""
    isolation.isolate("activity", read=[of_business(role="owner"), of_person()], add=[ANYBODY])
    isolation.isolate("activity_begun", add=[ANYBODY])
    isolation.isolate("activity_destructions")
    for table in ("activity", "activity_destructions"):
        isolation.let_retention(table)


def _isolate_billing() -> None:
    """Money is the owner's and of staff's billing; whether a business is served, of all its people."""
    billing = of_staff("billing")
    isolation.isolate("subscriptions", read=[of_business(), billing])
    for table in ("bills", "payment_attempts", "gateway_refunds"):
        isolation.isolate(table, read=[of_business(role="owner"), billing])
    told = [is_kind("gateway")]
    isolation.isolate("gateway_events", read=told, add=told, change=told)


def _isolate_incidents() -> None:
    """A report is of whose credentials it is about; the register is of those who run incidents."""
    isolation.isolate("credential_reports", read=[of_credential(), of_person()], add=[of_mailbox()])
    running = [of_staff("security", "dpo")]
    isolation.isolate("incidents", read=running, add=running, change=running)
    isolation.isolate("incident_entries", read=running, add=running)


def _isolate_shared() -> None:
    """Rows of nobody, found by a hash that only who made them knows."""
    isolation.isolate("idempotency_records", f"scope = {setting('request')}", read=[of_upkeep()], remove=[of_upkeep()])
    for table, hashed in (("captcha_uses", "challenge"), ("throttles", "key")):
        isolation.isolate(table, of_credential(hashed), read=[of_upkeep()], remove=[of_upkeep()])
    for table in ("plan_promotions", "plan_versions"):
        offering = [of_staff("billing")]
        isolation.isolate(table, read=[ANYBODY], add=offering, change=offering)
    isolation.isolate("shown_texts", read=[ANYBODY], add=[of_upkeep()])

"""Limits of use and plans shared among an owner's businesses (contract E5, A4)."""

import sqlalchemy as sa
from alembic import op

from models.migrations import isolation, privileges
from models.migrations.isolation import of_business, of_staff
from models.migrations.privileges import app_role, worker_role

revision = "plan_limits"
down_revision = "plan_changes"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_INSTANT = sa.DateTime(timezone=True)
_PAYER = """
CREATE FUNCTION plan_payer(sharing varchar) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT coalesce((
    SELECT p.id FROM public.plan_shares s
    JOIN public.businesses b ON b.id = s.business_id
    JOIN public.businesses p ON p.id = s.payer_id AND p.owner_id = b.owner_id
    WHERE s.business_id = sharing
), sharing)
$$
"""
_USE = """
CREATE FUNCTION plan_use(month_begin timestamptz, exclusively boolean)
RETURNS TABLE (payer varchar, allowance jsonb, since timestamptz,
    envelopes bigint, members bigint, stored bigint, businesses bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    own varchar := nullif(current_setting('rubrica.business', true), '');
    paying varchar;
    contract public.subscriptions%ROWTYPE;
    begun timestamptz;
    sharing varchar[];
BEGIN
    IF own IS NULL THEN
        RETURN;
    END IF;
    paying := public.plan_payer(own);
    IF exclusively THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('plan use ' || paying, 0));
    END IF;
    SELECT s.* INTO contract FROM public.subscriptions s
    WHERE s.business_id = paying AND s.state NOT IN ('pending_payment', 'lapsed', 'succeeded')
    ORDER BY s.selected_at DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT greatest(month_begin, contract.selected_at, max(c.begins_at)) INTO begun
    FROM public.plan_changes c WHERE c.subscription_id = contract.id AND c.state = 'taken';
    SELECT array_agg(b.id) INTO sharing FROM public.businesses b
    WHERE b.id = paying OR (
        b.id IN (SELECT s.business_id FROM public.plan_shares s WHERE s.payer_id = paying)
        AND public.plan_payer(b.id) = paying
    );
    RETURN QUERY SELECT paying, contract.allowance, begun,
        (SELECT count(*) FROM public.envelopes e LEFT JOIN public.envelope_admissions a ON a.envelope_id = e.id
            WHERE e.business_id = ANY(sharing) AND NOT e.test AND (
                e.sent_at >= begun
                OR (e.sent_at IS NULL AND a.admitted_at > greatest(begun, now() - interval '1 day'))
            )),
        (SELECT count(*) FROM public.memberships m WHERE m.business_id = ANY(sharing))
            + (SELECT count(*) FROM public.invitations i WHERE i.business_id = ANY(sharing)
                AND i.state = 'pending' AND i.expires_at > now()),
        (SELECT coalesce(sum(d.size), 0)::bigint FROM public.documents d
            WHERE d.business_id = ANY(sharing) AND NOT d.test),
        cardinality(sharing)::bigint;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "envelope_admissions",
        sa.Column("envelope_id", _ID, nullable=False),
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("admitted_at", _INSTANT, nullable=False),
        *_keys("envelope_admissions", envelope_id="envelopes", business_id="businesses"),
        sa.PrimaryKeyConstraint("envelope_id", name=op.f("pk_envelope_admissions")),
    )
    op.create_index(op.f("ix_envelope_admissions_business_id"), "envelope_admissions", ["business_id"])
    op.create_table(
        "plan_shares",
        sa.Column("business_id", _ID, nullable=False),
        sa.Column("payer_id", _ID, nullable=False),
        sa.Column("added_by", _ID, nullable=False),
        sa.Column("added_at", _INSTANT, nullable=False),
        *_keys("plan_shares", business_id="businesses", payer_id="businesses"),
        sa.PrimaryKeyConstraint("business_id", name=op.f("pk_plan_shares")),
    )
    op.create_index(op.f("ix_plan_shares_payer_id"), "plan_shares", ["payer_id"])
    privileges.grant_ordinary(["envelope_admissions", "plan_shares"])
    isolation.isolate("envelope_admissions", of_business())
    isolation.isolate("plan_shares", read=[of_business(), of_business("payer_id"), of_staff("billing")])
    for statement, signature in ((_PAYER, "plan_payer(varchar)"), (_USE, "plan_use(timestamptz, boolean)")):
        op.execute(statement)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {app_role()}, {worker_role()}")


def _keys(own: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{own}_{column}_{table}"))
        for column, table in columns.items()
    ]


def downgrade() -> None:
    op.execute("DROP FUNCTION plan_use(timestamptz, boolean)")
    op.execute("DROP FUNCTION plan_payer(varchar)")
    for table in ("plan_shares", "envelope_admissions"):
        isolation.undo(table)
        op.drop_table(table)

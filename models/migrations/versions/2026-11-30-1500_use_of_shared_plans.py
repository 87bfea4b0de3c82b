"""Whose plan an envelope used when it was sent, so that what shares a plan is billed with it (contract A4, S6).

Envelopes that were sent before are taken for those of the contract that their business had then, and where it
had none of the contract whose plan it shares since then. Months that were counted are not counted again.
"""

import sqlalchemy as sa
from alembic import op

from models.migrations.privileges import app_role, worker_role

revision = "use_of_shared_plans"
down_revision = "reports_within"
branch_labels = None
depends_on = None

_ID = sa.String(length=40)
_INSTANT = sa.DateTime(timezone=True)
_CONTRACT = """
CREATE FUNCTION plan_contract(sharing varchar) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT s.id FROM public.subscriptions s
WHERE s.business_id = public.plan_payer(sharing)
    AND s.state NOT IN ('pending_payment', 'lapsed', 'succeeded')
ORDER BY s.selected_at DESC LIMIT 1
$$
"""
_USE = """
CREATE FUNCTION plan_use(month_begin timestamptz, exclusively boolean)
RETURNS TABLE (payer varchar, {contract}allowance jsonb, since timestamptz,
    envelopes bigint, members bigint, stored bigint, businesses bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    own varchar := nullif(current_setting('rubrica.business', true), '');
    paying varchar;
    contract_row public.subscriptions%ROWTYPE;
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
    SELECT s.* INTO contract_row FROM public.subscriptions s
    WHERE s.business_id = paying AND s.state NOT IN ('pending_payment', 'lapsed', 'succeeded')
    ORDER BY s.selected_at DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT greatest(month_begin, contract_row.selected_at, max(c.begins_at)) INTO begun
    FROM public.plan_changes c WHERE c.subscription_id = contract_row.id AND c.state = 'taken';
    SELECT array_agg(b.id) INTO sharing FROM public.businesses b
    WHERE b.id = paying OR (
        b.id IN (SELECT s.business_id FROM public.plan_shares s WHERE s.payer_id = paying)
        AND public.plan_payer(b.id) = paying
    );
    RETURN QUERY SELECT paying, {contract_id}contract_row.allowance, begun,
        {envelopes},
        (SELECT count(*) FROM public.memberships m WHERE m.business_id = ANY(sharing))
            + (SELECT count(*) FROM public.invitations i WHERE i.business_id = ANY(sharing)
                AND i.state = 'pending' AND i.expires_at > now()),
        (SELECT coalesce(sum(d.size), 0)::bigint FROM public.documents d
            WHERE d.business_id = ANY(sharing) AND NOT d.test),
        cardinality(sharing)::bigint;
END $$
"""
_BY_CONTRACT = """
        (SELECT count(*) FROM public.envelopes e
            WHERE e.charged_to = contract_row.id AND e.counted_at >= begun)
            + (SELECT count(*) FROM public.envelope_admissions a JOIN public.envelopes e ON e.id = a.envelope_id
                WHERE a.subscription_id = contract_row.id AND e.sent_at IS NULL AND NOT e.test
                AND a.admitted_at > greatest(begun, now() - interval '1 day'))"""
_BY_BUSINESS = """
        (SELECT count(*) FROM public.envelopes e LEFT JOIN public.envelope_admissions a ON a.envelope_id = e.id
            WHERE e.business_id = ANY(sharing) AND NOT e.test AND (
                e.sent_at >= begun
                OR (e.sent_at IS NULL AND a.admitted_at > greatest(begun, now() - interval '1 day'))
            ))"""
_OWN_BEFORE = """
UPDATE envelopes e SET counted_at = e.sent_at, charged_to = (
    SELECT s.id FROM subscriptions s
    WHERE s.business_id = e.business_id AND s.state NOT IN ('pending_payment', 'lapsed')
        AND s.selected_at <= e.sent_at
    ORDER BY s.selected_at DESC LIMIT 1
)
WHERE e.sent_at IS NOT NULL AND NOT e.test
"""
_SHARED_BEFORE = """
UPDATE envelopes e SET charged_to = (
    SELECT s.id FROM subscriptions s
    WHERE s.business_id = plan_payer(e.business_id) AND s.state NOT IN ('pending_payment', 'lapsed')
        AND s.selected_at <= e.sent_at
    ORDER BY s.selected_at DESC LIMIT 1
)
FROM plan_shares p
WHERE p.business_id = e.business_id AND e.sent_at >= p.added_at AND NOT e.test
"""
_UNCHARGED = "UPDATE envelopes SET counted_at = NULL WHERE charged_to IS NULL"
_ADMITTED = "UPDATE envelope_admissions SET subscription_id = plan_contract(business_id)"


def upgrade() -> None:
    op.add_column("envelopes", sa.Column("charged_to", _ID, nullable=True))
    op.add_column("envelopes", sa.Column("counted_at", _INSTANT, nullable=True))
    op.create_index("ix_envelopes_charged_to_counted_at", "envelopes", ["charged_to", "counted_at"])
    op.add_column("subscriptions", sa.Column("metered_until", _INSTANT, nullable=True))
    op.add_column("envelope_admissions", sa.Column("subscription_id", _ID, nullable=True))
    op.create_index(
        op.f("ix_envelope_admissions_subscription_id"), "envelope_admissions", ["subscription_id"]
    )
    op.execute(_CONTRACT)
    op.execute("REVOKE ALL ON FUNCTION plan_contract(varchar) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION plan_contract(varchar) TO {worker_role()}")
    for statement in (_OWN_BEFORE, _SHARED_BEFORE, _UNCHARGED, _ADMITTED):
        op.execute(statement)
    _count_use("contract varchar, ", "contract_row.id, ", _BY_CONTRACT)


def _count_use(contract: str, contract_id: str, envelopes: str) -> None:
    op.execute("DROP FUNCTION plan_use(timestamptz, boolean)")
    op.execute(_USE.format(contract=contract, contract_id=contract_id, envelopes=envelopes))
    op.execute("REVOKE ALL ON FUNCTION plan_use(timestamptz, boolean) FROM PUBLIC")
    op.execute(
        f"GRANT EXECUTE ON FUNCTION plan_use(timestamptz, boolean) TO {app_role()}, {worker_role()}"
    )


def downgrade() -> None:
    _count_use("", "", _BY_BUSINESS)
    op.execute("DROP FUNCTION plan_contract(varchar)")
    op.drop_index(op.f("ix_envelope_admissions_subscription_id"), "envelope_admissions")
    op.drop_column("envelope_admissions", "subscription_id")
    op.drop_column("subscriptions", "metered_until")
    op.drop_index("ix_envelopes_charged_to_counted_at", "envelopes")
    op.drop_column("envelopes", "counted_at")
    op.drop_column("envelopes", "charged_to")

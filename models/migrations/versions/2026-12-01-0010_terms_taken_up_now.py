"""No caller's clock brings a contract that has ended by now under another version of the terms (contract A3)."""

from alembic import op

revision = "terms_taken_up_now"
down_revision = "answers_carried_on"
branch_labels = None
depends_on = None

_TAKE_UP = """
CREATE OR REPLACE FUNCTION take_up_terms(wanted varchar, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
UPDATE public.subscriptions s SET terms_version = public.accepted_terms(wanted)
WHERE s.business_id = wanted AND s.state IN ('pending_payment', 'active', 'download_only')
    AND (s.ends_at IS NULL OR s.ends_at > {living_at}) AND s.terms_version < public.accepted_terms(wanted)
$$
"""


def upgrade() -> None:
    op.execute(_TAKE_UP.format(living_at="greatest(at, now())"))


def downgrade() -> None:
    op.execute(_TAKE_UP.format(living_at="at"))

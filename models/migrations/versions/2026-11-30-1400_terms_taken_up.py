"""The version of the terms that a business accepted governs its living contract from then on (contract A3)."""

from alembic import op

from models.migrations.privileges import app_role, worker_role

revision = "terms_taken_up"
down_revision = "salts_emptied"
branch_labels = None
depends_on = None

_ACCEPTED = """
CREATE FUNCTION accepted_terms(wanted varchar) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT max(a.version) FROM public.acceptances a
JOIN public.businesses b ON b.id = a.business_id AND b.owner_id = a.user_id
WHERE a.business_id = wanted AND a.document = 'terms'
$$
"""
"""The newest version that whoever owns the business now accepted for it."""
_GOVERNING = """
CREATE FUNCTION governing_terms(wanted varchar) RETURNS varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
SELECT coalesce((
    SELECT s.terms_version FROM public.subscriptions s
    WHERE s.business_id = wanted AND s.state NOT IN ('lapsed', 'succeeded')
    ORDER BY s.selected_at DESC LIMIT 1
), public.accepted_terms(wanted))
$$
"""
"""That of its contract; without one, what was accepted."""
_TAKE_UP = """
CREATE FUNCTION take_up_terms(wanted varchar, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
UPDATE public.subscriptions s SET terms_version = public.accepted_terms(wanted)
WHERE s.business_id = wanted AND s.state IN ('pending_payment', 'active', 'download_only')
    AND (s.ends_at IS NULL OR s.ends_at > at) AND s.terms_version < public.accepted_terms(wanted)
$$
"""
"""A function and not a grant: the application changes nothing of a contract, and can bring about nothing but
what the acceptances say. Which version governed before is told by them too.
"""
_FUNCTIONS = {
    "accepted_terms(varchar)": _ACCEPTED,
    "governing_terms(varchar)": _GOVERNING,
    "take_up_terms(varchar, timestamptz)": _TAKE_UP,
}


def upgrade() -> None:
    for signature, statement in _FUNCTIONS.items():
        op.execute(statement)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {app_role()}, {worker_role()}")
    op.execute(
        "SELECT take_up_terms(s.business_id, now()) FROM (SELECT DISTINCT business_id FROM subscriptions) s"
    )


def downgrade() -> None:
    for signature in reversed(_FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")

"""Lets an erasure redact evidence, as far as its own rows say, and nothing else (GDPR art. 17)."""

from alembic import op

from models.migrations import privileges

revision = "erasures"
down_revision = "subjects"
branch_labels = None
depends_on = None

_REDACT = """
CREATE FUNCTION redact_evidence(erasure varchar, signer varchar, events integer[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    redacted integer;
BEGIN
    UPDATE evidence_events e
    SET personal = NULL, personal_salt = ''::bytea
    FROM subject_places p JOIN subject_measures m ON m.id = p.measure_id
    WHERE p.measure_id = erasure AND p.signer_id = signer AND m.kind = 'erasure'
      AND p.outcome = 'destroyed' AND e.envelope_id = p.envelope_id AND e.personal IS NOT NULL
      AND e.sequence = ANY(events) AND (e.actor_id = signer OR e.data ->> 'signer_id' = signer);
    GET DIAGNOSTICS redacted = ROW_COUNT;
    RETURN redacted;
END $$
"""
_SIGNATURE = "redact_evidence(varchar, varchar, integer[])"


def upgrade() -> None:
    op.execute(_REDACT)
    op.execute(f"REVOKE ALL ON FUNCTION {_SIGNATURE} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {_SIGNATURE} TO {privileges.worker_role()}")


def downgrade() -> None:
    op.execute(f"DROP FUNCTION {_SIGNATURE}")

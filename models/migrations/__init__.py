"""The schema's history. `upgrade` is what the stack, the tests and a deployment call."""

from pathlib import Path

from alembic import command
from alembic.config import Config

APP_ROLE = "rubrica_app"
"""Role of the API: it sees only the rows that its transaction's scope names (contract M2)."""
WORKER_ROLE = "rubrica_worker"
"""Role of the worker: it sees all rows, but may only insert into and read the evidence."""

RETENTION_ROLE = "rubrica_retention"
"""Role of the retention: it may destroy what has been kept long enough, record that it did, and no more."""

APPEND_ONLY_TABLES = (
    "acceptances",
    "access_review_decisions",
    "access_review_items",
    "access_review_records",
    "activity",
    "breach_assessments",
    "breach_contacts",
    "business_changes",
    "certificates",
    "claims",
    "clearings",
    "customer_lookups",
    "declaration_receipts",
    "document_opening_views",
    "evidence_events",
    "holder_versions",
    "incident_entries",
    "invoice_documents",
    "invoices",
    "log_segments",
    "measure_records",
    "ownership_answers",
    "purge_certificates",
    "revisions",
    "shown_texts",
    "staff_events",
    "training_attempts",
)

READ_ONLY_TABLES = ("activity_destructions", "purge_steps")
"""Written by the retention's role, of which the application only reads what it did."""


def migrations_config(owner_url: str, app_role: str = APP_ROLE, worker_role: str = WORKER_ROLE) -> Config:
    """Alembic's configuration for the database of `owner_url`, whose user owns the tables."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = owner_url
    config.attributes["app_role"] = app_role
    config.attributes["worker_role"] = worker_role
    return config


def upgrade(owner_url: str, app_role: str = APP_ROLE, worker_role: str = WORKER_ROLE) -> None:
    """Brings the schema to the newest version; both roles must exist. Not for use inside an event loop."""
    command.upgrade(migrations_config(owner_url, app_role, worker_role), "head")

"""Every setting of the service, one place. Each is an environment variable of the same name in capitals.

A part whose setting is unset is provided by the local stack (`deploy/stack`), which fills these in when it
starts the processes; set, it is the real one. Secrets come from the environment alone, never from the repo.
"""

from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from terms.published_rates import LateRates, late_rates
from terms.sessions import SESSION_ABSOLUTE, SESSION_IDLE, SESSION_IDLE_STAFF, SessionLife, SessionLives


def _keys_by_id(value: object) -> object:
    """`id:base64,id:base64` as a mapping, in the same order."""
    if not isinstance(value, str):
        return value
    entries = [entry.strip().partition(":") for entry in value.split(",") if entry.strip()]
    return {key_id: key for key_id, _, key in entries}


class Settings(BaseSettings):
    """Settings of API and worker. Values are read once, at start; a missing one is named in the error."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore", frozen=True)

    service_version: str = "unreleased"
    """Which version runs, as records of what it did name it: a tag or a commit."""

    # The service and its holder (contract: holder's identity is configuration, never code)
    public_url: str = "http://localhost:8000"
    """Where people reach the service; base of every mailed link."""
    holder_name: str = "Rúbrica Local"
    holder_tax_id: str = "B00000000"
    holder_address: str = "Alicante, España"
    holder_email: str = "legal@rubrica.localhost"
    holder_dpo_email: str = "dpd@rubrica.localhost"
    holder_dpo_name: str = ""
    """Who the data protection officer is; unset, only the address is told (contract P10)."""
    holder_registry: str = ""
    holder_zone: str = "Europe/Madrid"
    holder_holidays: frozenset[date] = frozenset()
    """Further local holidays of the holder's seat, as a JSON list of dates (contract C3)."""
    interest_rates_file: Path | None = None
    """TOML of the rates of late interest published after this release (`terms/published_rates.py`)."""
    problem_base_url: str = "https://rubrica.example/problems/"
    """Prefix of the stable `type` URIs of errors (RFC 9457)."""

    # PostgreSQL
    database_url: str
    """`postgresql+psycopg://…` of the API's role: it sees the rows of its transaction's scope alone."""
    worker_database_url: str | None = None
    """The same for the worker's role, which sees all rows. To be given to the worker and to nobody else."""
    retention_database_url: str = ""
    """The same for the role that destroys what has been kept long enough and may do nothing else."""

    # Temporal
    temporal_address: str
    temporal_namespace: str = "rubrica"
    temporal_api_key: SecretStr | None = None
    temporal_tls: bool = False
    temporal_tls_client_cert_file: Path | None = None
    temporal_tls_client_key_file: Path | None = None
    temporal_tls_server_ca_file: Path | None = None
    temporal_task_queue: str = "rubrica"
    temporal_ui_url: str = "http://127.0.0.1:8233"
    payload_keys: Annotated[dict[str, SecretStr], NoDecode, BeforeValidator(_keys_by_id)] = Field(
        default_factory=dict
    )
    """`id:base64,id:base64`: AES-256 keys of the payload codec; the first encrypts, all decrypt."""

    # Secrets of the service
    link_key: SecretStr
    """Base64, 32 bytes: derives the tokens of mailed links."""
    master_key: SecretStr
    """Base64, 32 bytes: wraps the businesses' storage keys."""

    operations_token: SecretStr | None = None
    """Bearer token of the operations endpoints (payload codec); unset, they do not exist."""

    # Sessions
    session_idle_minutes: int = Field(default=int(SESSION_IDLE.total_seconds()) // 60, gt=0)
    """Customers' sessions close after so long without use."""
    session_idle_minutes_staff: int = Field(default=int(SESSION_IDLE_STAFF.total_seconds()) // 60, gt=0)
    session_hours: int = Field(default=int(SESSION_ABSOLUTE.total_seconds()) // 3600, gt=0)
    """However much they are used, sessions end after so long."""

    # Storage
    storage_url: str
    """`file:///path` or `s3://bucket/prefix`."""
    storage_endpoint: str | None = None
    storage_region: str | None = None
    storage_access_key_id: str | None = None
    storage_secret_access_key: SecretStr | None = None

    # Backups (contract M1)
    backup_repository: str | None = None
    """restic's address of the repository, in another place than the data: a folder, `sftp:…`, `rest:…`,
    `s3:…`. Unset, each backup fails and alarms."""
    backup_key: SecretStr | None = None
    """Encrypts the repository. To be kept elsewhere too: without it, and the master key, nothing can be
    restored."""
    backup_access_key_id: str | None = None
    backup_secret_access_key: SecretStr | None = None
    """Of the bucket of the repository, if it is one."""
    backup_staging: Path | None = None
    """Where the objects of a bucket are copied to (encrypted as they are) before they are saved."""
    restic_program: str = "restic"
    """restic 0.17 or newer."""
    postgres_programs: Path | None = None
    """Folder of `pg_dump` and the other programs of PostgreSQL; unset, PATH finds them."""

    temporal_database_file: Path | None = None
    """The file of a Temporal server on SQLite, to be saved with the rest."""
    temporal_database_url: SecretStr | None = None
    """Temporal's own database in PostgreSQL, by a role that reads it, to be saved with the rest."""
    temporal_visibility_database_url: SecretStr | None = None
    """The same for Temporal's visibility store, where it is a database of its own."""

    # Sub-processors of the whole deployment (contract P4)
    subprocessors: Annotated[dict[str, str], NoDecode, BeforeValidator(_keys_by_id)] = Field(
        default_factory=dict
    )
    """`service:sbp_…,…`: which of mail, storage, hosting and signing is another company's, by its entry in
    the register. The worker refuses to start with one that is not in force for every controller.
    """

    subprocessor_hosts: Annotated[dict[str, str], NoDecode, BeforeValidator(_keys_by_id)] = Field(
        default_factory=dict
    )
    """`service:host+host,…`: for which hosts (and those below them) the entries of `SUBPROCESSORS` stand, and
    as `own` which are the holder's. The worker refuses to start with another host for such a service; a
    host of a service without an entry, or whose entry has no hosts here, becomes an incident.
    """

    # Mail by SendGrid
    sendgrid_api_key: SecretStr
    sendgrid_host: str = "https://api.sendgrid.com"
    sendgrid_webhook_public_key: str | None = None
    """Base64 DER of the event webhook's key; unset, the webhook endpoint does not exist."""
    mail_from: str = "firma@rubrica.localhost"
    mail_from_name: str = "Rúbrica"
    mail_per_second: float = 50

    # Messages by Twilio: off unless set (contract W1)
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    """Also signs the reports of what became of messages."""
    twilio_base_url: str | None = None
    """Where the provider answers, if it is not Twilio itself."""
    twilio_sms_from: str | None = None
    """Our number (E.164) or messaging service (`MG…`); unset, SMS is off."""
    twilio_whatsapp_from: str | None = None
    """The same for WhatsApp, which also needs all its templates."""
    twilio_whatsapp_templates: Annotated[dict[str, str], NoDecode, BeforeValidator(_keys_by_id)] = Field(
        default_factory=dict
    )
    """`purpose.language:HX…,…`: the content templates of code, sign-request and sign-reminder, es and en."""
    twilio_per_second: float = Field(default=10, gt=0)

    # Payments by Stripe
    stripe_api_key: SecretStr
    stripe_base_url: str | None = None
    """Where the gateway answers, if it is not Stripe itself."""
    stripe_webhook_secret: SecretStr | None = None
    """`whsec_…` of the webhook; unset, the webhook endpoint does not exist."""
    charges_per_second: float = Field(default=25, gt=0)
    """Charges of all workers together. A million renewals take 11 hours of day 1 at that rate."""

    end_of_grace: Literal["end", "ask"] = "end"
    """What follows when a month stays unpaid to the end of its grace (contract S8): the contract ends, or
    two people of billing decide. It counts for months that begin from then on.
    """

    # Signatures
    tsa_url: str
    """RFC 3161 service."""
    tsa_username: str | None = None
    tsa_password: SecretStr | None = None
    ca_url: str
    """EST (RFC 7030) base address of the CA that issues the signers' single-use certificates."""
    ca_username: str | None = None
    ca_password: SecretStr | None = None
    trust_anchors_file: Path
    """PEM roots that validation trusts: those of the CA, of the seal and of the TSA."""
    seal_pkcs12_file: Path | None = None
    seal_pkcs12_password: SecretStr | None = None
    seal_pkcs11_module: Path | None = None
    seal_pkcs11_token: str | None = None
    seal_pkcs11_pin: SecretStr | None = None
    seal_pkcs11_key_label: str | None = None
    seal_pkcs11_cert_label: str | None = None
    signing_processes: int = 2
    """Processes that sign in parallel."""

    # Examination of uploads
    upload_max_bytes: int = 50 * 1024 * 1024
    upload_max_pages: int = 2000
    upload_active_content: Literal["neutralise", "refuse"] = "neutralise"
    """What happens to JavaScript and launch actions in an unsigned document."""
    upload_owner_restricted: Literal["accept", "refuse"] = "accept"
    """Documents that open without a password but restrict changes: accepted by lifting the restriction."""
    examination_seconds: int = 60
    examination_memory_bytes: int = 2 * 1024 * 1024 * 1024
    clamd_address: str | None = None
    """`unix:/path` or `host:port`; set, uploads are refused while it cannot be reached."""

    # Public forms
    captcha_cost: int = Field(default=5000, ge=1)
    """Iterations of one derivation in the captcha's challenges; a challenge takes 100 to 300 derivations."""

    # Companies in other member states
    vies_url: str | None = None
    """Base of VIES's REST API, such as https://ec.europa.eu/taxation_customs/vies/rest-api; unset, VAT
    numbers are checked by form and check digit alone, and none counts as confirmed."""

    # Processes
    worker_concurrency: int = 50
    worker_ready_file: Path | None = None
    """Holds the worker's process id while it polls; for readiness probes."""
    metrics_bind: str | None = None
    """`host:port` at which the worker serves Prometheus metrics."""
    log_level: str = "INFO"

    @cached_property
    def session_lives(self) -> SessionLives:
        """How long sessions go on."""
        absolute = timedelta(hours=self.session_hours)
        return SessionLives(
            SessionLife(timedelta(minutes=self.session_idle_minutes), absolute),
            SessionLife(timedelta(minutes=self.session_idle_minutes_staff), absolute),
        )

    @cached_property
    def late_rates(self) -> LateRates:
        """The rates that claims are reckoned by (contract S9). Raises `ValueError` for a wrong file."""
        return late_rates(self.interest_rates_file.read_text()) if self.interest_rates_file else LateRates()

    @cached_property
    def secure_cookies(self) -> bool:
        """Cookies are marked Secure wherever the service is reached by TLS."""
        return self.public_url.startswith("https://")

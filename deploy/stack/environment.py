"""The environment of the service's processes: what is set, and the local stack's own where it is not."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from activities.messenger.templates import Templates
from deploy.mailsink.keys import WebhookKey
from deploy.messagesink.app import TEMPLATE_PREFIX
from deploy.pki.folder import EST_USER, PkiFolder
from deploy.setup.paths import ROOT
from deploy.setup.restic import find_restic
from deploy.stack.keys import load_or_create
from deploy.stack.ports import HOST, NAME, PortBook
from deploy.stack.postgres import APP, OWNER, RETENTION, WORKER, PostgresCluster, programs_folder

DATABASE = "rubrica"
ACCOUNT = "AC00000000000000000000000000000000"  # pragma: allowlist secret
NUMBER = "+34600000000"


class LocalEnvironment:
    """Which parts the stack has to provide, and the settings that lead the service to them.

    `given` is the environment the stack was started in: a part is provided only when its setting is not in
    it. All else lives in `folder`.
    """

    def __init__(self, folder: Path, given: Mapping[str, str], ports: PortBook) -> None:
        self.folder = folder
        self.ports = ports
        self._given = {name: value for name, value in given.items() if value}
        self._secrets = load_or_create(folder / "secrets.json")

    def lacks(self, *names: str) -> bool:
        """Whether one of these settings is unset."""
        return any(name not in self._given for name in names)

    def cluster(self) -> PostgresCluster:
        """The stack's own PostgreSQL."""
        return PostgresCluster(
            self.folder / "postgres", self.ports.port("postgres"), self._secrets["POSTGRES_PASSWORD"]
        )

    def pki(self) -> PkiFolder:
        """The stack's own PKI, made if need be. Its address is in its certificates, so its port stays."""
        pki = PkiFolder(self.folder / "pki")
        if not pki.exists:
            pki.create(f"http://{HOST}:{self.ports.port('pki')}")
        return pki

    def settings(self) -> dict[str, str]:
        """All settings of the service's processes, by the names of environment variables."""
        provided = self._service()
        if self.lacks("DATABASE_URL"):
            provided |= self._database()
        if self.lacks("TEMPORAL_ADDRESS"):
            provided |= self._temporal()
        if self.needs_pki():
            provided |= self._signatures()
        if self.lacks("SENDGRID_API_KEY"):
            provided |= self._mail()
        if self.lacks("TWILIO_AUTH_TOKEN"):
            provided |= self._messages()
        if self.lacks("STRIPE_API_KEY"):
            provided |= self._payments()
        if self.lacks("BACKUP_REPOSITORY"):
            provided |= self._backups()
        return provided | self._given

    def needs_pki(self) -> bool:
        """Whether one of CA, TSA, seal and anchors is the stack's own."""
        return self.lacks("TSA_URL", "CA_URL", "TRUST_ANCHORS_FILE") or self._lacks_seal()

    def _lacks_seal(self) -> bool:
        return self.lacks("SEAL_PKCS12_FILE") and self.lacks("SEAL_PKCS11_MODULE")

    def _service(self) -> dict[str, str]:
        names = ("LINK_KEY", "MASTER_KEY", "PAYLOAD_KEYS", "OPERATIONS_TOKEN")
        return {name: self._secrets[name] for name in names} | {
            "PUBLIC_URL": f"http://{NAME}:{self.ports.port('api')}",
            "STORAGE_URL": (self.folder / "objects").as_uri(),
            "WORKER_READY_FILE": str(self.folder / "worker.ready"),
            "SERVICE_VERSION": _commit(),
        }

    def _backups(self) -> dict[str, str]:
        """Into a folder of their own."""
        restic = find_restic()
        return {
            "BACKUP_REPOSITORY": str(self.folder / "backups"),
            "BACKUP_KEY": self._secrets["BACKUP_KEY"],
            "POSTGRES_PROGRAMS": str(programs_folder()),
        } | ({"RESTIC_PROGRAM": str(restic)} if restic else {})

    def _database(self) -> dict[str, str]:
        cluster = self.cluster()
        return {
            "DATABASE_URL": cluster.url(APP, DATABASE),
            "WORKER_DATABASE_URL": cluster.url(WORKER, DATABASE),
            "DATABASE_OWNER_URL": cluster.url(OWNER, DATABASE),
            "RETENTION_DATABASE_URL": cluster.url(RETENTION, DATABASE),
        }

    def _temporal(self) -> dict[str, str]:
        return {
            "TEMPORAL_ADDRESS": f"{HOST}:{self.ports.port('temporal')}",
            "TEMPORAL_UI_URL": f"http://{HOST}:{self.ports.port('temporal-ui')}",
            "TEMPORAL_DATABASE_FILE": str(self.folder / "temporal" / "temporal.sqlite"),
        }

    def _signatures(self) -> dict[str, str]:
        pki = self.pki()
        provided = {"TRUST_ANCHORS_FILE": str(pki.anchors)}
        if self.lacks("TSA_URL"):
            provided["TSA_URL"] = f"{pki.base_url}/tsa"
        if self.lacks("CA_URL"):
            password = pki.est_password.read_text()
            provided |= {
                "CA_URL": f"{pki.base_url}/.well-known/est",
                "CA_USERNAME": EST_USER,
                "CA_PASSWORD": password,
            }
        if self._lacks_seal():
            password = pki.seal_password.read_text()
            provided |= {"SEAL_PKCS12_FILE": str(pki.seal), "SEAL_PKCS12_PASSWORD": password}
        return provided

    def _mail(self) -> dict[str, str]:
        return {
            "SENDGRID_API_KEY": self._secrets["SENDGRID_API_KEY"],
            "SENDGRID_HOST": f"http://{HOST}:{self.ports.port('mailsink')}",
            "SENDGRID_WEBHOOK_PUBLIC_KEY": WebhookKey(self.folder / "mail").public_base64,
        }

    def _messages(self) -> dict[str, str]:
        return {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": self._secrets["TWILIO_AUTH_TOKEN"],
            "TWILIO_BASE_URL": f"http://{HOST}:{self.ports.port('messagesink')}",
            "TWILIO_SMS_FROM": NUMBER,
            "TWILIO_WHATSAPP_FROM": NUMBER,
            "TWILIO_WHATSAPP_TEMPLATES": ",".join(
                f"{name}:{TEMPLATE_PREFIX}{name}" for name in Templates.NAMES
            ),
        }

    def _payments(self) -> dict[str, str]:
        return {
            "STRIPE_API_KEY": self._secrets["STRIPE_API_KEY"],
            "STRIPE_WEBHOOK_SECRET": self._secrets["STRIPE_WEBHOOK_SECRET"],
            "STRIPE_BASE_URL": f"http://{HOST}:{self.ports.port('gateway')}",
        }


def _commit() -> str:
    """Which version of the sources runs, where git knows it."""
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return "unreleased"
    return found.stdout.strip() or "unreleased"

"""The vault that the settings ask for."""

import base64
from pathlib import Path
from urllib.parse import unquote, urlsplit

from obstore.store import LocalStore, ObjectStore, S3Store

from activities.vault.vault import Vault
from models.database import Database
from settings import Settings


def vault_from_settings(settings: Settings, database: Database) -> Vault:
    """A vault on `storage_url` under `master_key`. Raises `ValueError` for settings that name no storage."""
    master_key = base64.b64decode(settings.master_key.get_secret_value(), validate=True)
    return Vault(database, store_from_settings(settings), master_key)


def store_from_settings(settings: Settings) -> ObjectStore:
    """The store that `storage_url` names: `file:///path` (made when missing) or `s3://bucket/prefix`."""
    address = urlsplit(settings.storage_url)
    if address.scheme == "file" and not address.netloc and address.path:
        return LocalStore(Path(unquote(address.path)), mkdir=True)
    if address.scheme == "s3" and address.netloc:
        return _s3_store(settings, address.netloc, address.path.strip("/"))
    raise ValueError("STORAGE_URL must be file:///path or s3://bucket/prefix")


def _s3_store(settings: Settings, bucket: str, prefix: str) -> ObjectStore:
    """Credentials that are not set come from where the S3 client finds them: environment or instance role."""
    secret = settings.storage_secret_access_key
    given = {
        "endpoint": settings.storage_endpoint,
        "region": settings.storage_region,
        "access_key_id": settings.storage_access_key_id,
        "secret_access_key": secret.get_secret_value() if secret else None,
    }
    return S3Store(
        bucket,
        prefix=prefix or None,
        config={name: value for name, value in given.items() if value is not None},  # type: ignore[arg-type]
        client_options={
            "allow_http": (settings.storage_endpoint or "").startswith("http://"),
            "connect_timeout": "5s",
            "timeout": "60s",
        },
        retry_config={"max_retries": 3},
    )

"""A part is provided only where its setting is unset, and the service's settings are complete either way."""

from pathlib import Path

import pytest

from deploy.prepare import settings_from
from deploy.stack.environment import LocalEnvironment
from deploy.stack.ports import PortBook
from deploy.stack.processes import api_part
from settings import Settings
from workflows.connection import payload_codec

REAL = {
    "DATABASE_URL": "postgresql+psycopg://rubrica@db.example/rubrica",
    "RETENTION_DATABASE_URL": "postgresql+psycopg://rubrica_retention@db.example/rubrica",
    "TEMPORAL_ADDRESS": "temporal.example:7233",
    "SENDGRID_API_KEY": "SG.real",
    "STRIPE_API_KEY": "sk_live_elsewhere",  # pragma: allowlist secret
    "TSA_URL": "https://tsa.example",
    "CA_URL": "https://ca.example/.well-known/est",
    "TRUST_ANCHORS_FILE": "/etc/rubrica/anchors.pem",
    "SEAL_PKCS12_FILE": "/etc/rubrica/seal.p12",
}


def _local(folder: Path, given: dict[str, str]) -> LocalEnvironment:
    return LocalEnvironment(folder, given, PortBook(folder / "ports.json", {}))


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of ours in this process's environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_everything_unset_gives_complete_settings(tmp_path: Path, bare: None) -> None:
    settings = settings_from(_local(tmp_path, {}).settings())
    assert settings.database_url.startswith("postgresql+psycopg://rubrica_app:")
    assert settings.storage_url == (tmp_path / "objects").as_uri()
    assert settings.trust_anchors_file.is_file()
    assert settings.seal_pkcs12_file is not None
    assert settings.seal_pkcs12_file.is_file()
    assert settings.sendgrid_webhook_public_key
    assert payload_codec(settings)


def test_the_api_gets_no_role_but_its_own(tmp_path: Path, bare: None) -> None:
    local = _local(tmp_path, {})
    settings = local.settings()
    roles = {name for name in settings if name.startswith(("DATABASE", "WORKER_DATABASE", "RETENTION"))}
    assert len({settings[name].split("@")[0] for name in roles}) == len(roles) == 4
    given = api_part(local, settings, reload=False).env
    assert {name for name in roles if given[name]} == {"DATABASE_URL"}
    known = settings["DATABASE_URL"].split(":")[2].split("@")[0]
    assert not any(known in settings[name] for name in roles - {"DATABASE_URL"})


def test_everything_set_provides_nothing(tmp_path: Path, bare: None) -> None:
    local = _local(tmp_path, REAL)
    env = local.settings()
    assert {name: env[name] for name in REAL} == REAL
    assert "DATABASE_OWNER_URL" not in env
    assert "CA_PASSWORD" not in env
    assert not local.needs_pki()
    assert not (tmp_path / "pki").exists()
    assert not (tmp_path / "mail").exists()


@pytest.mark.parametrize("unset", ["TSA_URL", "CA_URL", "TRUST_ANCHORS_FILE", "SEAL_PKCS12_FILE"])
def test_one_unset_part_of_the_pki_is_provided_alone(tmp_path: Path, bare: None, unset: str) -> None:
    given = {name: value for name, value in REAL.items() if name != unset}
    local = _local(tmp_path, given)
    env = local.settings()
    assert local.needs_pki()
    assert env[unset]
    assert {name: env[name] for name in given} == given
    assert ("CA_PASSWORD" in env) == (unset == "CA_URL")


def test_an_empty_setting_counts_as_unset(tmp_path: Path, bare: None) -> None:
    assert _local(tmp_path, {"TEMPORAL_ADDRESS": ""}).lacks("TEMPORAL_ADDRESS")


def test_settings_are_the_same_after_a_restart(tmp_path: Path, bare: None) -> None:
    assert _local(tmp_path, {}).settings() == _local(tmp_path, {}).settings()

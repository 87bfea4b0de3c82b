"""A vault in a folder and the invoicer on the real database."""

import os
from pathlib import Path

import pytest
from obstore.store import LocalStore

from activities.invoices.invoicer import Invoicer
from activities.vault.vault import Vault
from models.database import Database
from terms.texts import Holder

HOLDER = Holder(
    name="Rúbrica Servicios, S. L.",
    tax_id="B12345674",
    address="Calle del Mar 1, 03001 Alicante",
    email="legal@rubrica.example",
    dpo_email="dpd@rubrica.example",
    registry="R. M. de Alicante, tomo 1, folio 1, hoja A-1",
    service_url="https://rubrica.example",
)


@pytest.fixture
def vault(database: Database, tmp_path: Path) -> Vault:
    """Objects in a folder of this test."""
    return Vault(database, LocalStore(str(tmp_path)), os.urandom(32))


@pytest.fixture
def invoicer(database: Database, vault: Vault) -> Invoicer:
    """The activities."""
    return Invoicer(database, vault, HOLDER, "Europe/Madrid")

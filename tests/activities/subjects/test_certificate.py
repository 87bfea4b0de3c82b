"""A certificate of a measure is issued anew only when there is something new to say (contract P6)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import insert, update

from activities.subjects.certificate import SubjectCertificates
from deploy.pki.folder import PkiFolder
from deploy.stack.postgres import PostgresCluster
from models import SubjectMeasure, SubjectPlace
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from tests.activities.evidence.conftest import serving
from tests.activities.evidence.dossiers import HOLDER, ZONE
from tests.activities.evidence.kit import SigningKit
from tests.databases import own_database
from tests.tenants import Tenant

LEGAL_DATE = datetime(2031, 12, 1, tzinfo=UTC)


@pytest.fixture
async def database(postgres: PostgresCluster) -> AsyncIterator[Database]:
    database = Database(make_engine(own_database(postgres, "subjects").worker))
    yield database
    await database.close()


@pytest.fixture
async def certificates(
    database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[SubjectCertificates]:
    folder = PkiFolder(tmp_path_factory.mktemp("pki"))
    with serving(folder):
        async with httpx.AsyncClient() as client:
            seal = SigningKit(folder, client).certificate_seal
            yield SubjectCertificates(database, seal, HOLDER, ZONE)


async def erasure(database: Database) -> str:
    """An erasure of a tenant's person, of which one envelope keeps the signed evidence."""
    tenant = Tenant()
    measure_id = new_id(Prefix.SUBJECT_MEASURE)
    measure = tenant.rows["subject_measures"] | {
        "id": measure_id,
        "kind": "erasure",
        "ground": None,
        "state": "in_force",
        "facts": {},
        "certificate": None,
        "certified": None,
    }
    place = tenant.rows["subject_places"] | {
        "measure_id": measure_id,
        "outcome": "kept",
        "reason": "legal_hold",
        "kept_until": None,
    }
    needed = ("businesses", "users")
    async with database.transaction() as session:
        for statement in tenant.inserts():
            if statement.table.name in needed:
                await session.execute(statement)
        await session.execute(insert(SubjectMeasure).values(measure))
        await session.execute(insert(SubjectPlace).values(place))
    return measure_id


async def issued(database: Database, measure_id: str) -> bytes | None:
    async with database.transaction() as session:
        return (await session.get_one(SubjectMeasure, measure_id)).certificate


@pytest.mark.rule("P6")
async def test_the_same_is_not_certified_again(database: Database, certificates: SubjectCertificates) -> None:
    measure_id = await erasure(database)
    await certificates.certify(measure_id)
    first = await issued(database, measure_id)
    assert first is not None
    await certificates.certify(measure_id)
    assert await issued(database, measure_id) == first
    async with database.transaction() as session:
        await session.execute(
            update(SubjectPlace)
            .where(SubjectPlace.measure_id == measure_id)
            .values(reason="signed_evidence", kept_until=LEGAL_DATE)
        )
    await certificates.certify(measure_id)
    assert await issued(database, measure_id) not in (None, first)

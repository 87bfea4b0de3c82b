"""When certificates and timestamps expire, as a real PKI and real tokens say (contract M9)."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from temporalio.testing import ActivityEnvironment

from activities.expiry.dates import ExpiryDates
from deploy.stack.postgres import PostgresCluster
from models import Certificate
from models.database import Database, make_engine
from models.identifiers import Prefix, new_id
from terms.expiry import Expiring, Expiry
from tests.activities.evidence.conftest import insert
from tests.activities.evidence.dossiers import Story
from tests.activities.evidence.kit import SigningKit
from tests.databases import own_database


async def sealed(database: Database, token: bytes, at: datetime) -> None:
    """An envelope with its certificate of evidence."""
    story = Story(names=["Ana"], documents=["a.pdf"])
    await insert(database, story)
    async with database.transaction() as session:
        session.add(
            Certificate(
                envelope_id=story.envelope.id,
                id=new_id(Prefix.CERTIFICATE),
                sha256="0" * 64,
                object_key="x",
                size=1,
                level="B-LTA",
                chain_sequence=1,
                chain_head="0" * 64,
                chain_token=token,
                created_at=at,
            )
        )


@pytest.mark.rule("M9")
async def test_every_certificate_in_use_and_each_month_of_documents(
    postgres: PostgresCluster, kit: SigningKit
) -> None:
    database = Database(make_engine(own_database(postgres, "expiry_dates").worker))
    token = (await kit.tsa.stamp(b"x")).token
    for day in (1, 30):
        await sealed(database, token, datetime(2026, 11, day, 12, tzinfo=UTC))
    await sealed(database, token, datetime(2026, 12, 1, 0, 30, tzinfo=UTC))
    dates = ExpiryDates(database, kit.organisation, kit.authority, kit.tsa, kit.anchors)
    found: list[Expiry] = await ActivityEnvironment().run(dates.read)
    assert found == sorted(found, key=lambda one: one.expires_at)
    by_kind = {kind: [one for one in found if one.what is kind] for kind in Expiring}
    seal = kit.organisation.certificate.not_valid_after_utc
    assert seal in {one.expires_at for one in by_kind[Expiring.SEAL]}
    anchors = {each.not_valid_after_utc for each in x509.load_pem_x509_certificates(kit.anchors)}
    everywhere = {one.expires_at for one in found if one.what is not Expiring.ARCHIVE_TIMESTAMPS}
    assert anchors <= everywhere
    assert by_kind[Expiring.TSA]
    months = {one.id: one.count for one in by_kind[Expiring.ARCHIVE_TIMESTAMPS]}
    assert months == {"2026-11": 2, "2026-12": 1}
    soonest = min(one.expires_at for one in by_kind[Expiring.TSA])
    assert {one.expires_at for one in by_kind[Expiring.ARCHIVE_TIMESTAMPS]} == {soonest}
    assert len({one.id for one in found}) == len(found), "each certificate once"
    await database.close()


async def test_an_authority_that_is_away_is_no_answer(
    database: Database, kit: SigningKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit.authority, "_url", "http://127.0.0.1:1/est")
    dates = ExpiryDates(database, kit.organisation, kit.authority, kit.tsa, kit.anchors)
    with pytest.raises(Exception, match="cacerts"):
        await ActivityEnvironment().run(dates.read)

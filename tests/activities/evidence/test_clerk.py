"""One certificate per ending, sealed and recorded, whatever fails in between."""

import asyncio
import subprocess
from collections.abc import Callable, Coroutine
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from activities.evidence.chain_stamp import ChainStamper
from activities.evidence.clerk import EnvelopeNotEnded, EvidenceClerk
from activities.evidence.dossier import EvidenceBroken
from activities.evidence.messages import CertificateOrder
from activities.signing.errors import TimestampError
from activities.signing.level import findings
from activities.signing.timestamps import TimestampClient
from activities.vault.vault import Vault
from models import Certificate, EvidenceEvent
from models.database import Database
from terms.evidence import ActorKind, EventKind
from terms.signatures import Level
from tests.activities.evidence.conftest import insert
from tests.activities.evidence.dossiers import HOLDER, ZONE, Story
from tests.activities.evidence.kit import SignedStory, SigningKit
from tests.activities.evidence.verapdf import assert_pdf_a

Store = Callable[[SignedStory], Coroutine[None, None, None]]


def ended(state: str, language: str = "es") -> Story:
    """A story that ended without anybody's signature."""
    story = Story(names=["Ana Ñúñez", "Bo Çelik"], language=language)
    story.open()
    story.invite(story.signers[0])
    story.end(state, "Las condiciones no son las acordadas" if state in ("declined", "voided") else None)
    return story


async def rows(database: Database, envelope_id: str) -> tuple[list[Certificate], list[EvidenceEvent]]:
    async with database.transaction() as session:
        certificates = await session.scalars(
            select(Certificate).where(Certificate.envelope_id == envelope_id)
        )
        events = await session.scalars(
            select(EvidenceEvent).where(
                EvidenceEvent.envelope_id == envelope_id,
                EvidenceEvent.kind == EventKind.CERTIFICATE_ISSUED.value,
            )
        )
        return list(certificates), list(events)


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode().replace("\u200b", "")


@pytest.mark.parametrize(
    ("state", "language", "words"),
    [
        ("declined", "es", "Rechazado: un firmante rechazó firmar"),
        ("expired", "en", "Expired: the time limit passed without all signatures"),
        ("voided", "en", "Voided by the sender"),
    ],
)
async def test_every_ending_has_a_sealed_certificate(
    state: str,
    language: str,
    words: str,
    database: Database,
    vault: Vault,
    clerk: EvidenceClerk,
    kit: SigningKit,
    tmp_path: Path,
) -> None:
    story = ended(state, language)
    await insert(database, story)
    receipt = await clerk.issue_certificate(CertificateOrder(story.envelope.id))
    (certificate,), (event,) = await rows(database, story.envelope.id)
    assert (receipt.certificate_id, receipt.sha256, receipt.level) == (
        certificate.id,
        certificate.sha256,
        "B-LTA",
    )
    assert (certificate.chain_sequence, certificate.chain_head) == (
        len(story.events),
        story.events[-1].hash,
    )
    assert (event.document_sha256, event.data["certificate_id"]) == (certificate.sha256, certificate.id)
    pdf = await vault.get(story.business.id, certificate.object_key)
    (found,) = await asyncio.to_thread(findings, pdf, kit.anchors)
    assert found.level is Level.B_LTA
    said = text_of(pdf, tmp_path)
    assert words in said
    assert story.events[-1].hash in said
    if state in ("declined", "voided"):
        assert "Las condiciones no son las acordadas" in said
    assert ("Nadie firmó" if language == "es" else "Nobody signed") in said


@pytest.mark.timeout(600)
async def test_certificate_of_a_completed_envelope_names_everything(
    package: Path, finished: SignedStory, database: Database, vault: Vault, tmp_path: Path
) -> None:
    (certificate,), _ = await rows(database, finished.story.envelope.id)
    pdf = await vault.get(finished.story.business.id, certificate.object_key)
    said = text_of(pdf, tmp_path)
    for row in (*finished.story.documents, *finished.story.revisions):
        assert row.sha256 in said
    for revision in finished.story.revisions:
        assert revision.certificate_serial in said
    for expected in ("Ana Ñúñez", "Bo Çelik", "198.51.100.23", "UTC", "CET", "PAdES B-LTA"):
        assert expected in said
    assert finished.story.consent.sha256 in said
    assert "firma electrónica simple" in said
    assert_pdf_a(tmp_path, pdf)


async def test_asked_again_gives_the_same_certificate(database: Database, clerk: EvidenceClerk) -> None:
    story = ended("expired")
    await insert(database, story)
    first = await clerk.issue_certificate(CertificateOrder(story.envelope.id))
    assert await clerk.issue_certificate(CertificateOrder(story.envelope.id)) == first
    certificates, events = await rows(database, story.envelope.id)
    assert (len(certificates), len(events)) == (1, 1)


async def test_two_at_once_leave_one_certificate_and_no_orphan(
    database: Database, vault: Vault, clerk: EvidenceClerk, vault_objects: Callable[[], set[str]]
) -> None:
    story = ended("voided")
    await insert(database, story)
    order = CertificateOrder(story.envelope.id)
    answers = await asyncio.gather(*(clerk.issue_certificate(order) for _ in range(3)))
    assert len(set(answers)) == 1
    (certificate,), events = await rows(database, story.envelope.id)
    assert len(events) == 1
    stored = {key for key in vault_objects() if story.envelope.id in key}
    assert stored == {certificate.object_key}


async def test_crash_between_storing_and_recording_is_made_good(
    database: Database, clerk: EvidenceClerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = ended("expired")
    await insert(database, story)
    record = clerk._record

    async def crash(certificate: Certificate) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(clerk, "_record", crash)
    with pytest.raises(ConnectionResetError):
        await clerk.issue_certificate(CertificateOrder(story.envelope.id))
    assert await rows(database, story.envelope.id) == ([], [])
    monkeypatch.setattr(clerk, "_record", record)
    await clerk.issue_certificate(CertificateOrder(story.envelope.id))
    certificates, events = await rows(database, story.envelope.id)
    assert (len(certificates), len(events)) == (1, 1)


async def test_without_a_timestamp_nothing_is_issued(
    database: Database,
    vault: Vault,
    kit: SigningKit,
    vault_objects: Callable[[], set[str]],
) -> None:
    story = ended("expired")
    await insert(database, story)
    async with httpx.AsyncClient() as client:
        away = ChainStamper(TimestampClient(client, "http://127.0.0.1:9/tsa"), kit.anchors)
        clerk = EvidenceClerk(database, vault, away, kit.certificate_seal, HOLDER, ZONE)
        with pytest.raises(TimestampError):
            await clerk.issue_certificate(CertificateOrder(story.envelope.id))
    assert await rows(database, story.envelope.id) == ([], [])
    assert not [key for key in vault_objects() if story.envelope.id in key]


async def test_token_of_an_authority_not_trusted_is_not_believed(
    kit: SigningKit, stranger_anchors: bytes
) -> None:
    stamper = ChainStamper(kit.tsa, stranger_anchors)
    with pytest.raises(TimestampError, match="does not hold up"):
        await stamper.stamp(1, "ab" * 32)


async def test_broken_chain_is_a_loud_failure(
    database: Database, clerk: EvidenceClerk, caplog: pytest.LogCaptureFixture
) -> None:
    story = ended("expired")
    story.events[2].data = {"signers": 99}
    await insert(database, story)
    with pytest.raises(EvidenceBroken, match="breaks at event 3"):
        await clerk.issue_certificate(CertificateOrder(story.envelope.id))
    assert [record.levelname for record in caplog.records if "is broken" in record.message] == ["CRITICAL"]
    assert await rows(database, story.envelope.id) == ([], [])


async def test_changed_personal_detail_is_a_loud_failure(database: Database, clerk: EvidenceClerk) -> None:
    story = ended("expired")
    story.events[0].personal = {"ip": "192.0.2.99"}
    await insert(database, story)
    with pytest.raises(EvidenceBroken, match="personal details of event 1"):
        await clerk.issue_certificate(CertificateOrder(story.envelope.id))


async def test_envelope_under_way_gets_none(database: Database, clerk: EvidenceClerk) -> None:
    story = Story(names=["Ana"])
    story.open()
    story.tell(EventKind.SIGNER_VIEWED, ActorKind.SIGNER, story.signers[0].id)
    await insert(database, story)
    with pytest.raises(EnvelopeNotEnded):
        await clerk.issue_certificate(CertificateOrder(story.envelope.id))

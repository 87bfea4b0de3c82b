"""What is in a package, and when there is none."""

import filecmp
import io
import json
import zipfile
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path

import pytest

from activities.evidence.clerk import EvidenceClerk
from activities.evidence.dossier import EvidenceBroken, UnknownEnvelope
from activities.evidence.messages import CertificateOrder
from activities.evidence.package import EnvelopeNotSent, EvidencePackage
from activities.vault.vault import Vault
from tests.activities.evidence.dossiers import Story
from tests.activities.evidence.kit import SignedStory, SigningKit, sample_pdf
from tests.activities.evidence.test_verifier import run

Store = Callable[[SignedStory], Coroutine[None, None, None]]


async def packed(packages: EvidencePackage, envelope_id: str) -> bytes:
    return b"".join([piece async for piece in await packages.build(envelope_id)])


async def drain(pieces: AsyncIterator[bytes], into: io.BytesIO) -> None:
    async for piece in pieces:
        into.write(piece)


async def test_same_evidence_gives_the_same_bytes(
    package: Path, packages: EvidencePackage, finished: SignedStory, tmp_path: Path
) -> None:
    again = tmp_path / "again.zip"
    again.write_bytes(await packed(packages, finished.story.envelope.id))
    assert filecmp.cmp(package, again, shallow=False)


async def test_documents_in_it_are_those_of_the_vault(package: Path, finished: SignedStory) -> None:
    story = finished.story
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        for number, name in enumerate(("Contrato-de-prueba", "Anexo")):
            document, place = story.documents[number], f"{number + 1:02}-{name}.pdf"
            newest = [row for row in story.revisions if row.document_id == document.id][-1]
            assert archive.read(f"originals/{place}") == finished.files[document.object_key]
            assert archive.read(f"results/{place}") == finished.files[newest.object_key]


async def test_before_the_end_there_is_no_certificate_and_it_says_so(
    kit: SigningKit, store: Store, packages: EvidencePackage, tmp_path: Path
) -> None:
    story = Story(names=["Ana", "Bo"])
    signed = SignedStory(story, kit)
    story.open()
    await signed.signed_by(story.signers[0])
    await store(signed)
    path = tmp_path / "package.zip"
    path.write_bytes(await packed(packages, story.envelope.id))
    done = run(path, tmp_path)
    assert done.returncode == 0, done.stdout
    assert "the certificate has not been issued yet" in done.stdout
    assert "valid signature by Ana" in done.stdout
    with zipfile.ZipFile(path) as archive:
        assert "(not issued yet)" in archive.read("README.txt").decode()
        assert "(todavía no emitido)" in archive.read("LEEME.txt").decode()
        assert not [name for name in archive.namelist() if name.startswith("certificate/")]


async def test_unsigned_and_voided_envelope_has_a_package(
    kit: SigningKit, store: Store, clerk: EvidenceClerk, packages: EvidencePackage, tmp_path: Path
) -> None:
    story = Story(names=["Ana"], language="en")
    signed = SignedStory(story, kit)
    story.open()
    story.end("voided", "Wrong document")
    await store(signed)
    await clerk.issue_certificate(CertificateOrder(story.envelope.id))
    path = tmp_path / "package.zip"
    path.write_bytes(await packed(packages, story.envelope.id))
    done = run(path, tmp_path)
    assert done.returncode == 0, done.stdout
    assert "never came to carry signatures" in done.stdout
    assert "nobody has accepted texts" in done.stdout


async def test_original_that_came_signed_keeps_its_signature(
    kit: SigningKit,
    stranger: SigningKit,
    store: Store,
    clerk: EvidenceClerk,
    packages: EvidencePackage,
    tmp_path: Path,
) -> None:
    foreign = (await stranger.seal(sample_pdf("signed elsewhere"), "Elsewhere")).data
    signed = SignedStory(Story(names=["Ana"]), kit, [foreign])
    await signed.completed()
    await store(signed)
    await clerk.issue_certificate(CertificateOrder(signed.story.envelope.id))
    path = tmp_path / "package.zip"
    path.write_bytes(await packed(packages, signed.story.envelope.id))
    done = run(path, tmp_path)
    assert done.returncode == 0, done.stdout
    assert "came with a signature by Rúbrica Local Seal, which is intact" in done.stdout
    assert "valid signature by Ana" in done.stdout


async def test_drafts_and_unknown_envelopes_have_none(
    kit: SigningKit, store: Store, packages: EvidencePackage
) -> None:
    story = Story(names=["Ana"])
    story.envelope.state = "draft"
    await store(SignedStory(story, kit))
    with pytest.raises(EnvelopeNotSent):
        await packages.build(story.envelope.id)
    with pytest.raises(UnknownEnvelope):
        await packages.build("env_unknown")


async def test_document_that_is_not_the_one_on_record_breaks_the_download(
    kit: SigningKit, store: Store, packages: EvidencePackage, vault: Vault
) -> None:
    signed = await SignedStory(Story(names=["Ana"]), kit).completed()
    await store(signed)
    business_id = signed.story.business.id
    await vault.put(business_id, signed.story.documents[0].object_key, sample_pdf("another"))
    received = io.BytesIO()
    pieces = await packages.build(signed.story.envelope.id)
    with pytest.raises(EvidenceBroken, match="is not the one on record"):
        await drain(pieces, received)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(received)


async def test_events_carry_personal_details_and_salts(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        record = json.loads(archive.read("events.json"))
    signed = next(event for event in record["events"] if event["kind"] == "signer:signed")
    assert signed["personal"]["typed_name"] == "Ana Ñúñez"
    assert bytes.fromhex(signed["personal_salt"])

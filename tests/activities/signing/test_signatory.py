"""Each signature and the seal once, on real PostgreSQL, vault and PKI."""

import asyncio
import hashlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pytest
from obstore.store import LocalStore
from sqlalchemy import func, select

from activities.records.ledger import chained, read_chain
from activities.signing.certificate_authority import CertificateAuthority
from activities.signing.document_signer import DocumentSigner
from activities.signing.errors import EnrolmentError, SigningError, TimestampError, ValidationDataError
from activities.signing.messages import SealOrder, SignatureOrder
from activities.signing.signatory import ConflictError, Signatory
from activities.signing.timestamps import TimestampClient
from activities.vault.vault import Vault
from models import (
    Business,
    Document,
    Envelope,
    EnvelopeDocument,
    EvidenceEvent,
    Field,
    Revision,
    Signer,
    Submission,
    User,
)
from models.database import Database
from models.identifiers import Prefix, new_id
from terms.evidence import EventKind, chain_break
from tests.activities.signing.kit import Judges, SigningKit
from tests.activities.signing.papers import paper

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@dataclass
class Case:
    """An envelope with one document and three signers who have submitted."""

    envelope_id: str = field(default_factory=lambda: new_id(Prefix.ENVELOPE))
    document_id: str = field(default_factory=lambda: new_id(Prefix.DOCUMENT))
    business_id: str = field(default_factory=lambda: new_id(Prefix.BUSINESS))
    signer_ids: list[str] = field(default_factory=lambda: [new_id(Prefix.SIGNER) for _ in range(3)])
    submission_ids: list[str] = field(default_factory=lambda: [new_id(Prefix.SUBMISSION) for _ in range(3)])

    def order(self, number: int) -> SignatureOrder:
        return SignatureOrder(
            self.envelope_id, self.document_id, self.signer_ids[number], self.submission_ids[number]
        )

    @property
    def seal(self) -> SealOrder:
        return SealOrder(self.envelope_id, self.document_id)

    def rows(self, pdf: bytes) -> list[list[object]]:
        """All rows, in the order in which they may be inserted."""
        digest = hashlib.sha256(pdf).hexdigest()
        user = User(
            id=new_id(Prefix.USER),
            email=f"{self.business_id}@example.test",
            password_hash="x",
            email_verified_at=NOW,
            created_at=NOW,
        )
        business = Business(id=self.business_id, owner_id=user.id, name="Acme", country="ES", created_at=NOW)
        document = Document(
            id=self.document_id,
            business_id=self.business_id,
            created_by=user.id,
            name="contrato.pdf",
            sha256=digest,
            uploaded_sha256=digest,
            size=len(pdf),
            page_count=2,
            pages=[],
            object_key=self.object_key,
            created_at=NOW,
        )
        envelope = Envelope(
            id=self.envelope_id,
            business_id=self.business_id,
            created_by=user.id,
            title="Contrato",
            expires_in_days=30,
            created_at=NOW,
        )
        place = EnvelopeDocument(envelope_id=self.envelope_id, document_id=self.document_id, position=0)
        signers: list[object] = []
        acts: list[object] = []
        for number, (signer_id, submission_id) in enumerate(
            zip(self.signer_ids, self.submission_ids, strict=True)
        ):
            signers.append(
                Signer(
                    id=signer_id,
                    envelope_id=self.envelope_id,
                    name=f"Firmante {number} Ñ",
                    email=f"f{number}@example.test",
                    language="es",
                    routing_order=1,
                    position=number,
                )
            )
            acts.append(
                Submission(
                    id=submission_id,
                    envelope_id=self.envelope_id,
                    signer_id=signer_id,
                    link_id="lnk_1",
                    method="typed",
                    typed_name=f"Firmante {number}",
                    values={},
                    consent_version="1",
                    consent_language="es",
                    consent_sha256="0" * 64,
                    time_zone="Europe/Madrid",
                    received_at=NOW,
                )
            )
            if number:
                acts += self._fields(number, signer_id)
        return [[user], [business], [document], [envelope], [place], signers, acts]

    @property
    def object_key(self) -> str:
        return f"{self.business_id}/documents/{self.document_id}"

    def _fields(self, number: int, signer_id: str) -> list[object]:
        """The first signer has no field at all, and is shown at the foot of the last page."""
        return [
            Field(
                id=new_id(Prefix.FIELD),
                envelope_id=self.envelope_id,
                signer_id=signer_id,
                document_id=self.document_id,
                kind=kind,
                page=1,
                x=0.3 * number - 0.2,
                y=0.1 * row,
                width=0.25,
                height=0.06,
            )
            for row, kind in enumerate(("signature", "date", "email", "name"), start=1)
        ]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    return LocalStore(tmp_path_factory.mktemp("vault"))


@pytest.fixture(scope="module")
def vault(database: Database, store: LocalStore) -> Vault:
    return Vault(database, store, bytes(32))


@pytest.fixture
async def case(database: Database, vault: Vault) -> Case:
    case = Case()
    pdf = paper()
    async with database.transaction() as session:
        for rows in case.rows(pdf):
            session.add_all(rows)
            await session.flush()
    await vault.put(case.business_id, case.object_key, pdf)
    return case


@pytest.fixture
def signatory(database: Database, vault: Vault, kit: SigningKit) -> Signatory:
    return Signatory(database, vault, kit.signer)


async def revisions(database: Database, case: Case) -> list[Revision]:
    async with database.transaction() as session:
        rows = select(Revision).where(Revision.envelope_id == case.envelope_id).order_by(Revision.number)
        return list(await session.scalars(rows))


async def objects(store: LocalStore, case: Case) -> int:
    """Stored versions of the document."""
    prefix = f"{case.business_id}/envelopes/{case.envelope_id}/revisions"
    return sum([len(batch) async for batch in store.list(prefix)])


async def test_three_signers_and_the_seal(
    database: Database, vault: Vault, signatory: Signatory, case: Case, judges: Judges
) -> None:
    answers = [await signatory.sign(case.order(number)) for number in range(3)]
    answers.append(await signatory.seal(case.seal))
    assert [answer.number for answer in answers] == [1, 2, 3, 4]
    assert [answer.level for answer in answers] == ["B-LTA"] * 4
    rows = await revisions(database, case)
    for before, after in itertools.pairwise(rows):
        assert after.base_sha256 == before.sha256
    sealed = await vault.get(case.business_id, rows[-1].object_key)
    assert hashlib.sha256(sealed).hexdigest() == answers[-1].sha256
    fields = [f"signature-{signer_id}" for signer_id in case.signer_ids]
    await judges.require(sealed, [*fields, f"seal-{case.envelope_id}"], "B-LTA")
    await _evidence_tells_it(database, case, rows)


async def _evidence_tells_it(database: Database, case: Case, rows: list[Revision]) -> None:
    async with database.transaction() as session:
        events = await read_chain(session, case.envelope_id)
    assert [event.kind for event in events] == [EventKind.SIGNATURE_APPLIED] * 3 + [EventKind.SEAL_APPLIED]
    assert [event.document_sha256 for event in events] == [row.sha256 for row in rows]
    assert [event.data["level"] for event in events] == [row.level for row in rows]
    assert [event.data["certificate_serial"] for event in events] == [row.certificate_serial for row in rows]
    assert len({row.certificate_serial for row in rows}) == 4, "each signer a certificate of their own"
    assert chain_break((chained(event), event.hash) for event in events) is None


async def test_a_repeated_order_changes_nothing(
    database: Database, store: LocalStore, signatory: Signatory, case: Case
) -> None:
    first = await signatory.sign(case.order(0))
    assert await signatory.sign(case.order(0)) == first
    assert len(await revisions(database, case)) == 1
    assert await objects(store, case) == 1


async def test_attempts_at_the_same_time_give_one_revision(
    database: Database, store: LocalStore, signatory: Signatory, case: Case
) -> None:
    answers = await asyncio.gather(*(signatory.sign(case.order(0)) for _ in range(4)))
    assert len(set(answers)) == 1
    (row,) = await revisions(database, case)
    assert row.id == answers[0].revision_id
    assert await objects(store, case) == 1, "the bytes of the losers are gone"
    async with database.transaction() as session:
        events = await read_chain(session, case.envelope_id)
    assert len(events) == 1


async def test_two_signers_on_the_same_base_do_not_lose_one_another(
    database: Database, signatory: Signatory, case: Case
) -> None:
    """The loser is told so and builds on the winner's when it is tried again."""

    async def until_done(number: int) -> int:
        while True:
            try:
                return (await signatory.sign(case.order(number))).number
            except ConflictError:
                continue

    assert sorted(await asyncio.gather(until_done(0), until_done(1), until_done(2))) == [1, 2, 3]
    rows = await revisions(database, case)
    assert {row.key for row in rows} == {f"signature:{signer_id}" for signer_id in case.signer_ids}
    assert rows[2].base_sha256 == rows[1].sha256


@pytest.fixture
async def nowhere() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


async def test_a_tsa_that_is_away_leaves_no_trace(
    database: Database,
    vault: Vault,
    store: LocalStore,
    kit: SigningKit,
    case: Case,
    nowhere: httpx.AsyncClient,
) -> None:
    away = TimestampClient(nowhere, "http://127.0.0.1:1/tsa")
    signer = DocumentSigner(kit.authority, away, kit.organisation, kit.anchors, kit.run)
    signatory = Signatory(database, vault, signer)
    for order in (signatory.sign(case.order(0)), signatory.seal(case.seal)):
        with pytest.raises(TimestampError):
            await order
    assert await revisions(database, case) == []
    assert await objects(store, case) == 0
    async with database.transaction() as session:
        count = select(func.count()).where(EvidenceEvent.envelope_id == case.envelope_id)
        assert await session.scalar(count) == 0


async def test_a_ca_that_is_away_leaves_no_trace(
    database: Database, vault: Vault, kit: SigningKit, case: Case, nowhere: httpx.AsyncClient
) -> None:
    away = CertificateAuthority(nowhere, "http://127.0.0.1:1/.well-known/est")
    signer = DocumentSigner(away, kit.tsa, kit.organisation, kit.anchors, kit.run)
    with pytest.raises(EnrolmentError):
        await Signatory(database, vault, signer).sign(case.order(0))
    assert await revisions(database, case) == []


async def test_chains_that_end_elsewhere_are_no_signatures(
    database: Database, vault: Vault, kit: SigningKit, case: Case, tmp_path
) -> None:
    from deploy.pki.folder import PkiFolder

    other = PkiFolder(tmp_path / "other")
    other.create("http://127.0.0.1:1")
    signer = DocumentSigner(kit.authority, kit.tsa, kit.organisation, other.anchors.read_bytes(), kit.run)
    with pytest.raises(ValidationDataError) as raised:
        await Signatory(database, vault, signer).sign(case.order(0))
    assert "Firmante" not in str(raised.value), "errors go to logs and to Temporal"
    assert await revisions(database, case) == []


async def test_bytes_that_are_not_what_was_stored_are_not_signed(
    database: Database, vault: Vault, signatory: Signatory, case: Case
) -> None:
    await vault.put(case.business_id, case.object_key, paper(text="Otro"))
    with pytest.raises(SigningError, match="not what was stored"):
        await signatory.sign(case.order(0))
    assert await revisions(database, case) == []


async def test_a_submission_of_somebody_else_is_not_used(signatory: Signatory, case: Case) -> None:
    order = SignatureOrder(case.envelope_id, case.document_id, case.signer_ids[0], case.submission_ids[1])
    with pytest.raises(SigningError, match="no submission of"):
        await signatory.sign(order)

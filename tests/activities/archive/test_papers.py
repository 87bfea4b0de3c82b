"""Every sealed paper, and timestamps that stand alone, are renewed as documents are (contract E4, M9)."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.exc import ProgrammingError

from activities.archive.papers import PaperRenewal, PaperRenewals
from activities.archive.versions import forget_versions
from activities.evidence.chain_stamp import verified_token
from activities.signing.errors import TimestampError
from activities.signing.increment import open_reader
from activities.signing.level import findings
from activities.signing.timestamps import TimestampClient
from activities.vault.errors import KeyDestroyed
from activities.vault.vault import Vault
from models import Certificate, PurgeCertificate, SubjectMeasure, SubjectPlace
from terms.expiry import Expiring
from terms.renewal import Paper
from terms.signatures import Level
from tests.activities.archive.conftest import Office
from tests.activities.evidence.kit import sample_pdf
from tests.tenants import Tenant

LONG = timedelta(days=3000)


async def certificate(office: Office) -> Certificate:
    async with office.database.transaction() as session:
        query = select(Certificate).where(Certificate.envelope_id == office.envelope_id)
        return (await session.scalars(query)).one()


async def seal_papers(office: Office) -> Tenant:
    """A receipt, a certificate of a purge and one about a data subject."""
    sealed = (await office.kit.certificate_seal.seal(sample_pdf("Un papel"), datetime.now(UTC))).data
    token = (await office.kit.tsa.stamp(b"x")).token
    digest = hashlib.sha256(sealed).hexdigest()
    tenant = Tenant(
        {
            "purge_certificates": {"pdf": sealed},
            "subject_measures": {"certificate": sealed},
            "certificates": {"chain_token": token},
        }
    )
    business_id = tenant.id_of("businesses")
    receipt = tenant.rows["declaration_receipts"]
    receipt |= {"object_key": f"{business_id}/receipts/{receipt['id']}.pdf", "sha256": digest}
    certificates = tenant.rows["certificates"]
    certificates["object_key"] = f"{business_id}/envelopes/e/certificate/{certificates['id']}"
    engine = create_engine(office.owner)
    with engine.begin() as connection:
        for statement in tenant.inserts(without=("sealed_versions", "archive_terms", "log_leaves")):
            connection.execute(statement)
    engine.dispose()
    await office.vault.put(business_id, receipt["object_key"], sealed)
    await office.vault.put(business_id, certificates["object_key"], sealed)
    return tenant


@pytest.mark.rule("E4")
async def test_certificate_and_token_of_an_envelope_are_renewed(office: Office, tmp_path: Path) -> None:
    assert await office.note_papers() == 2
    assert await office.note_papers() == 0
    assert await office.soonest_in_register(Expiring.SEALED_PAPERS) < datetime.now(UTC) + timedelta(days=31)
    assert (await office.renew_papers()).useless == 2
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    assert (await office.renew_papers()).papers == 2
    assert await office.renew_papers() == PaperRenewals()
    assert await office.soonest_in_register(Expiring.SEALED_PAPERS) > datetime.now(UTC) + LONG

    sealed, issued = await office.versions(Paper.CERTIFICATE), await certificate(office)
    pdf = await office.vault.get(sealed[1].business_id, sealed[1].object_key or "")
    assert hashlib.sha256(pdf).hexdigest() == sealed[1].sha256
    assert hashlib.sha256(pdf[: issued.size]).hexdigest() == issued.sha256
    found = await asyncio.to_thread(findings, pdf, office.kit.anchors)
    assert [one.level for one in found] == [Level.B_LTA]
    assert open_reader(pdf).embedded_timestamp_signatures[-1].field_name == "archive-1"

    await office.papers_due_again()
    assert (await office.renew_papers()).papers == 2
    _, first, second = await office.versions(Paper.EVIDENCE_CHAIN)
    assert first.token is not None
    assert second.token is not None
    assert await verified_token(first.token, issued.chain_token, office.kit.anchors)
    assert await verified_token(second.token, first.token, office.kit.anchors)
    said = await office.assert_package_holds(tmp_path)
    assert said.count("before it expired") + said.count("antes de caducar") == 2


@pytest.mark.rule("E4")
async def test_receipts_and_certificates_in_rows_are_renewed(office: Office) -> None:
    await seal_papers(office)
    assert await office.note_papers() == 7
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    before = {
        Paper.PURGE_CERTIFICATE: await in_row(office, Paper.PURGE_CERTIFICATE),
        Paper.SUBJECT_CERTIFICATE: await in_row(office, Paper.SUBJECT_CERTIFICATE),
    }
    done = await office.renew_papers()
    assert (done.papers, done.failed) == (6, ["certificate:" + await other_certificate(office)])
    _, renewed = await office.versions(Paper.RECEIPT)
    pdf = await office.vault.get(renewed.business_id, renewed.object_key or "")
    assert pdf.startswith(before[Paper.PURGE_CERTIFICATE])
    for kind, earlier in before.items():
        now = await in_row(office, kind)
        assert now.startswith(earlier)
        assert len(now) > len(earlier)
        assert open_reader(now).embedded_timestamp_signatures[-1].field_name == "archive-1"


async def in_row(office: Office, kind: Paper) -> bytes:
    column = PurgeCertificate.pdf if kind is Paper.PURGE_CERTIFICATE else SubjectMeasure.certificate
    async with office.database.transaction() as session:
        return (await session.scalars(select(column))).one() or b""


async def other_certificate(office: Office) -> str:
    """The made-up one, whose row has another digest than its bytes."""
    async with office.database.transaction() as session:
        query = select(Certificate.id).where(Certificate.envelope_id != office.envelope_id)
        return (await session.scalars(query)).one()


async def test_a_purge_certificate_may_only_grow(office: Office) -> None:
    await seal_papers(office)
    with pytest.raises(ProgrammingError, match="append-only"):
        async with office.database.transaction() as session:
            await session.execute(update(PurgeCertificate).values(pdf=b"another paper"))
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with office.database.transaction() as session:
            await session.execute(text("UPDATE purge_certificates SET digest = digest"))


async def test_a_certificate_that_another_replaced_is_noted_anew(office: Office) -> None:
    tenant = await seal_papers(office)
    assert await office.note_papers() == 7
    async with office.database.transaction() as session:
        await forget_versions(session, Paper.SUBJECT_CERTIFICATE, tenant.id_of("subject_measures"))
    assert await office.note_papers() == 1


async def test_of_two_at_once_one_renews(office: Office) -> None:
    await office.note_papers()
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    before = office.stored()
    both = await asyncio.gather(office.renew_papers(), office.renew_papers())
    assert sum(one.papers for one in both) == 2
    assert len(office.stored() - before) == 1, "what the slower one made is gone"


async def test_a_crash_between_object_and_row_renews_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.note_papers()
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)

    async def crash(*_: object) -> bool:
        raise ConnectionError("the worker is gone")

    with monkeypatch.context() as dying:
        dying.setattr(PaperRenewal, "_keep", crash)
        with pytest.raises(ConnectionError):
            await office.renew_papers()
    assert (await office.renew_papers()).papers == 2
    assert len(await office.versions(Paper.CERTIFICATE)) == 2


async def test_without_the_authority_nothing_is_renewed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.note_papers()

    async def away(self: TimestampClient, digest: bytes) -> None:
        raise TimestampError("away")

    monkeypatch.setattr(TimestampClient, "stamp_digest", away)
    with pytest.raises(TimestampError):
        await office.renew_papers()


async def test_what_nobody_foresaw_at_one_paper_stops_no_other(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.note_papers()
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)

    async def unforeseen(*_: object) -> None:
        raise KeyError("a structure that the library does not know")

    monkeypatch.setattr("activities.signing.renewing.renew_archive", unforeseen)
    done = await office.renew_papers()
    assert (done.papers, done.failed) == (1, [f"certificate:{(await certificate(office)).id}"])


async def test_what_was_altered_is_named_and_stays_due(office: Office) -> None:
    await office.note_papers()
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    issued, (noted,) = await certificate(office), await office.versions(Paper.CERTIFICATE)
    await office.vault.put(noted.business_id, issued.object_key, b"something else")
    assert (await office.renew_papers()).failed == [f"certificate:{issued.id}"]
    assert len(await office.versions(Paper.CERTIFICATE)) == 1
    assert (await office.renew_papers()).failed == [f"certificate:{issued.id}"]


async def test_what_was_destroyed_on_purpose_is_not_due_any_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.note_papers()
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)

    async def shredded(self: Vault, business_id: str, object_key: str) -> bytes:
        raise KeyDestroyed(business_id)

    monkeypatch.setattr(Vault, "get", shredded)
    await office.renew_papers()
    (left,) = await office.versions(Paper.CERTIFICATE)
    assert left.valid_until is None


async def test_an_erased_certificate_is_not_renewed_but_the_token_is(office: Office) -> None:
    """Who declined is erased with the certificate that named everybody; the evidence of others stays."""
    await office.note_papers()
    await asyncio.to_thread(office.give_the_authority_a_new_certificate)
    tenant = Tenant()
    async with office.database.transaction() as session:
        query = text("SELECT id FROM signers WHERE envelope_id = :id")
        signer = await session.scalar(query, {"id": office.envelope_id})
        await session.execute(text("UPDATE signers SET state = 'declined' WHERE id = :id"), {"id": signer})
        for statement in tenant.inserts(
            without=set(tenant.rows) - {"users", "businesses", "subject_measures"}
        ):
            await session.execute(statement)
        place = tenant.rows["subject_places"] | {
            "envelope_id": office.envelope_id,
            "signer_id": signer,
            "outcome": "destroyed",
        }
        session.add(SubjectPlace(**place))
    done = await office.renew_papers()
    assert done.papers == 1
    (left,) = await office.versions(Paper.CERTIFICATE)
    assert left.valid_until is None
    assert len(await office.versions(Paper.EVIDENCE_CHAIN)) == 2

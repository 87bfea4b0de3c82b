"""Time stamps: nothing stands in for one, and a large one finds room."""

from collections.abc import Callable

import httpx
import pytest
from asn1crypto import tsp
from cryptography import x509
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from activities.signing.errors import TimestampError
from activities.signing.level import findings
from activities.signing.signing import sign_bytes
from activities.signing.timestamps import TimestampClient
from deploy.pki.folder import PkiFolder
from deploy.pki.profiles import authority_name, signing_certificate
from deploy.pki.timestamping import TimeStampingAuthority
from terms.signatures import Level
from tests.activities.signing.kit import Judges, SigningKit, request
from tests.activities.signing.papers import paper

Answer = Callable[[bytes], bytes]


def tsa_that(answer: Answer, media_type: str = "application/timestamp-reply") -> TimestampClient:
    """A client of a TSA that answers each request with `answer`."""

    async def respond(request: Request) -> Response:
        return Response(answer(await request.body()), media_type=media_type)

    app = Starlette(routes=[Route("/tsa", respond, methods=["POST"])])
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app))
    return TimestampClient(client, "http://tsa.test/tsa")


def large_authority(pki: PkiFolder, certificates: int) -> TimeStampingAuthority:
    """The PKI's TSA, sending many more certificates along than anybody needs."""
    parts = pki.open()
    key = parts.issuing.key.public_key()
    extra: list[x509.Certificate] = [
        signing_certificate(parts.issuing, key, authority_name(f"Extra {number}"), parts.signer_validity)
        for number in range(certificates)
    ]
    certificate = x509.load_pem_x509_certificate((pki.path / "tsa.cer.pem").read_bytes())
    return TimeStampingAuthority(certificate, pki._key("tsa"), extra)


async def test_a_tsa_that_is_away_raises(kit: SigningKit) -> None:
    async with httpx.AsyncClient() as client:
        away = TimestampClient(client, "http://127.0.0.1:1/tsa")
        with pytest.raises(TimestampError, match="no time stamp"):
            await sign_bytes(paper(), request(), await kit.enrol(), away)


@pytest.mark.parametrize("body", [b"", b"<html>busy</html>"])
async def test_an_answer_that_is_no_time_stamp_raises(body: bytes) -> None:
    with pytest.raises(TimestampError):
        await tsa_that(lambda _: body).stamp(b"data")


async def test_a_refusal_raises(pki: PkiFolder) -> None:
    refusing = pki.open().timestamping

    def answer(_: bytes) -> bytes:
        return refusing.answer(b"not a request")

    with pytest.raises(TimestampError):
        await tsa_that(answer).stamp(b"data")


async def test_a_token_over_other_data_raises(pki: PkiFolder) -> None:
    authority = pki.open().timestamping

    def answer(body: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(body)
        asked["message_imprint"]["hashed_message"] = bytes(32)
        return authority.answer(asked.dump(force=True))

    with pytest.raises(TimestampError, match="other data"):
        await tsa_that(answer).stamp(b"data")


async def test_a_token_for_another_request_raises(pki: PkiFolder) -> None:
    authority = pki.open().timestamping

    def answer(body: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(body)
        asked["nonce"] = 7
        return authority.answer(asked.dump(force=True))

    with pytest.raises(TimestampError):
        await tsa_that(answer).stamp(b"data")


async def test_a_token_larger_than_the_room_reserved_makes_room(
    kit: SigningKit, pki: PkiFolder, judges: Judges
) -> None:
    """Known elsewhere as a bug: a larger time stamp made sealing fail for good."""
    authority = large_authority(pki, 40)
    tsa = tsa_that(authority.answer)
    expected = tsa.expected_bytes
    signed = await sign_bytes(paper(), request(), await kit.enrol(), tsa, kit.run)
    assert signed.timestamp is not None
    assert len(signed.timestamp.token) > 2 * expected
    assert tsa.expected_bytes > len(signed.timestamp.token), "the next signature reserves enough at once"
    (finding,) = await kit.run(findings, signed.data, kit.anchors)
    assert finding.level is Level.B_T
    await judges.require(signed.data, ["signature-sgn_1"], "B-T")


async def test_an_archive_time_stamp_larger_than_the_room_reserved_makes_room(
    kit: SigningKit, pki: PkiFolder
) -> None:
    large, small = large_authority(pki, 40), large_authority(pki, 0)
    answers = iter([small, large, large])
    tsa = tsa_that(lambda body: next(answers).answer(body))
    kept, kit.tsa = kit.tsa, tsa
    try:
        sealed = await kit.seal(paper())
    finally:
        kit.tsa = kept
    (finding,) = await kit.run(findings, sealed, kit.anchors)
    assert finding.level is Level.B_LTA

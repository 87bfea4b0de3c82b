"""The local PKI by its protocols, judged by OpenSSL."""

import asyncio
import base64
import shutil
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7, pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from deploy.pki.folder import EST_USER, Pki, PkiFolder
from deploy.pki.service import make_service

BASE = "http://pki.test:9100"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> PkiFolder:
    folder = PkiFolder(tmp_path_factory.mktemp("pki"))
    folder.create(BASE)
    return folder


@pytest.fixture(scope="module")
def pki(folder: PkiFolder) -> Pki:
    return folder.open()


@pytest.fixture
async def client(pki: Pki) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(make_service(pki)), base_url=BASE) as client:
        yield client


async def openssl(*arguments: object) -> None:
    """Runs OpenSSL, which must be content."""
    command = ["openssl", *map(str, arguments)]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def request_for(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, *extra: x509.NameAttribute[str]
) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ana García"), *extra])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return base64.encodebytes(request.public_bytes(Encoding.DER))


async def enrol(client: httpx.AsyncClient, pki: Pki, body: bytes) -> httpx.Response:
    return await client.post("/.well-known/est/simpleenroll", content=body, auth=(EST_USER, pki.est_password))


async def enrolled(client: httpx.AsyncClient, pki: Pki) -> x509.Certificate:
    serial = x509.NameAttribute(NameOID.SERIAL_NUMBER, "sgn-1")
    answer = await enrol(client, pki, request_for(ec.generate_private_key(ec.SECP256R1()), serial))
    assert answer.headers["content-type"].startswith("application/pkcs7-mime")
    (certificate,) = pkcs7.load_der_pkcs7_certificates(base64.b64decode(answer.content))
    return certificate


async def status(client: httpx.AsyncClient, pki: Pki, certificate: x509.Certificate) -> ocsp.OCSPResponse:
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, pki.issuing.certificate, hashes.SHA1())  # noqa: S303
    request = builder.add_extension(x509.OCSPNonce(b"12345678"), critical=False).build()
    answer = await client.post("/ocsp", content=request.public_bytes(Encoding.DER))
    return ocsp.load_der_ocsp_response(answer.content)


async def test_a_signers_certificate_is_for_signing_only_and_short_lived(
    client: httpx.AsyncClient, pki: Pki
) -> None:
    certificate = await enrolled(client, pki)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert certificate.not_valid_after_utc - datetime.now(UTC) <= timedelta(hours=1)
    assert {part.oid: part.value for part in certificate.subject} == {
        NameOID.COMMON_NAME: "Ana García",
        NameOID.SERIAL_NUMBER: "sgn-1",
    }
    access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    urls = {each.access_method: each.access_location.value for each in access}
    assert urls[AuthorityInformationAccessOID.OCSP] == f"{BASE}/ocsp"


async def test_openssl_accepts_the_chain(
    client: httpx.AsyncClient, pki: Pki, folder: PkiFolder, tmp_path: Path
) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    leaf = tmp_path / "leaf.pem"
    leaf.write_bytes((await enrolled(client, pki)).public_bytes(Encoding.PEM))
    anchors, issuing = folder.anchors, folder.path / "issuing.cer.pem"
    await openssl("verify", "-x509_strict", "-CAfile", anchors, "-untrusted", issuing, leaf)


@pytest.mark.parametrize("auth", [None, (EST_USER, "wrong"), ("somebody", "else")])
async def test_enrolment_needs_the_password(client: httpx.AsyncClient, auth: tuple[str, str] | None) -> None:
    body = request_for(ec.generate_private_key(ec.SECP256R1()))
    given = auth or httpx.USE_CLIENT_DEFAULT
    answer = await client.post("/.well-known/est/simpleenroll", content=body, auth=given)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no request",
        base64.b64encode(b"no DER"),
        request_for(rsa.generate_private_key(65537, 2048)),
        request_for(ec.generate_private_key(ec.SECP384R1())),
        request_for(
            ec.generate_private_key(ec.SECP256R1()), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Acme")
        ),
    ],
    ids=["empty", "text", "base64", "rsa", "other curve", "more names"],
)
async def test_a_request_out_of_profile_is_refused(client: httpx.AsyncClient, pki: Pki, body: bytes) -> None:
    assert (await enrol(client, pki, body)).status_code == 400


async def test_cacerts_leads_to_the_anchor(client: httpx.AsyncClient, folder: PkiFolder) -> None:
    answer = await client.get("/.well-known/est/cacerts")
    certificates = pkcs7.load_der_pkcs7_certificates(base64.b64decode(answer.content))
    anchor = x509.load_pem_x509_certificate(folder.anchors.read_bytes())
    assert anchor in certificates
    (issuing,) = (each for each in certificates if each != anchor)
    issuing.verify_directly_issued_by(anchor)


async def test_ocsp_knows_what_was_issued_and_what_was_revoked(client: httpx.AsyncClient, pki: Pki) -> None:
    certificate = await enrolled(client, pki)
    good = await status(client, pki, certificate)
    assert good.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert good.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"12345678"
    (responder,) = good.certificates
    responder.verify_directly_issued_by(pki.issuing.certificate)
    usage = responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert ExtendedKeyUsageOID.OCSP_SIGNING in usage
    responder.public_key().verify(good.signature, good.tbs_response_bytes, ec.ECDSA(hashes.SHA256()))  # type: ignore[union-attr, call-arg, arg-type]

    assert pki.register.revoke(certificate.serial_number)
    assert not pki.register.revoke(certificate.serial_number), "once"
    assert (await status(client, pki, certificate)).certificate_status is ocsp.OCSPCertStatus.REVOKED
    revoked = x509.load_der_x509_crl((await client.get("/crl/issuing.crl")).content)
    assert revoked.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None
    assert revoked.is_signature_valid(pki.issuing.certificate.public_key())  # type: ignore[arg-type]


async def test_ocsp_says_nothing_of_strangers(client: httpx.AsyncClient, pki: Pki) -> None:
    answer = await status(client, pki, pki.issuing.certificate)
    assert answer.response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED
    malformed = await client.post("/ocsp", content=b"x")
    response = ocsp.load_der_ocsp_response(malformed.content)
    assert response.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


async def test_ocsp_by_get(client: httpx.AsyncClient, pki: Pki) -> None:
    certificate = await enrolled(client, pki)
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, pki.issuing.certificate, hashes.SHA256())
    encoded = base64.b64encode(request.build().public_bytes(Encoding.DER)).decode()
    answer = ocsp.load_der_ocsp_response((await client.get(f"/ocsp/{encoded}")).content)
    assert answer.certificate_status is ocsp.OCSPCertStatus.GOOD


@pytest.mark.parametrize("path", ["/crl/nobody.crl", "/certificates/nobody.cer"])
async def test_what_does_not_exist_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_openssl_accepts_a_time_stamp(
    client: httpx.AsyncClient, folder: PkiFolder, tmp_path: Path
) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    data, query, reply = (tmp_path / name for name in ("data", "query", "reply"))
    data.write_bytes(b"anything")
    await openssl("ts", "-query", "-data", data, "-sha256", "-cert", "-out", query)
    answer = await client.post("/tsa", content=query.read_bytes())
    assert answer.headers["content-type"] == "application/timestamp-reply"
    reply.write_bytes(answer.content)
    await openssl("ts", "-verify", "-queryfile", query, "-in", reply, "-CAfile", folder.anchors)


async def test_a_weak_digest_gets_no_time_stamp(client: httpx.AsyncClient) -> None:
    from asn1crypto import algos, tsp
    from asn1crypto.core import SequenceOf

    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha1"}), "hashed_message": bytes(20)}
    request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint})
    answer = await client.post("/tsa", content=request.dump())
    (status_only,) = SequenceOf.load(answer.content, spec=tsp.PKIStatusInfo)
    assert status_only["status"].native == "rejection"
    assert status_only["fail_info"].native == {"bad_alg"}


def test_a_pki_outlives_a_restart_and_keeps_its_address(folder: PkiFolder) -> None:
    before = folder.anchors.read_bytes()
    folder.create(BASE)
    assert folder.anchors.read_bytes() == before
    with pytest.raises(ValueError, match="answers at"):
        folder.create("http://elsewhere.test")
    first, again = folder.open(), folder.open()
    assert first.root.certificate == again.root.certificate


def test_a_pki_whose_making_was_cut_short_is_made_again(tmp_path: Path) -> None:
    folder = PkiFolder(tmp_path)
    folder.create(BASE)
    (tmp_path / "config.json").unlink()
    assert not folder.exists
    folder.create(BASE)
    folder.open().issuing.certificate.verify_directly_issued_by(folder.open().root.certificate)


def test_the_seal_is_registered_and_secrets_are_the_owners_alone(folder: PkiFolder, pki: Pki) -> None:
    bundle = pkcs12.load_pkcs12(folder.seal.read_bytes(), folder.seal_password.read_bytes())
    assert bundle.cert is not None
    assert pki.register.find(bundle.cert.certificate.serial_number) is not None
    for file in (folder.seal, folder.seal_password, folder.est_password, *folder.path.glob("*.key.pem")):
        assert file.stat().st_mode & 0o077 == 0, file.name

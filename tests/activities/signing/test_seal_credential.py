"""The seal's key from a file or a device, checked when it is loaded."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from activities.signing.cms_signer import CmsSigner, LocalKey
from activities.signing.errors import SealCredentialError
from activities.signing.level import findings
from activities.signing.request import SignatureRequest
from activities.signing.seal_credential import check_seal, load_seal
from activities.signing.sealing import sign_for_long_term
from deploy.pki.folder import PkiFolder
from settings import Settings
from terms.signatures import Level
from tests.activities.signing.kit import Judges, SigningKit
from tests.activities.signing.papers import paper

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "1234"


def settings(**values: object) -> Settings:
    """Settings with these values, and the rest of no matter here."""
    needed = dict.fromkeys(
        [
            "database_url",
            "retention_database_url",
            "temporal_address",
            "link_key",
            "master_key",
            "storage_url",
            "sendgrid_api_key",
            "stripe_api_key",
        ],
        "x",
    )
    return Settings(**{**needed, "tsa_url": "x", "ca_url": "x", "trust_anchors_file": Path("x"), **values})


def from_file(pki: PkiFolder, **values: object) -> Settings:
    password = pki.seal_password.read_text()
    return settings(**{"seal_pkcs12_file": pki.seal, "seal_pkcs12_password": password, **values})


def test_a_file_is_loaded_with_its_chain(pki: PkiFolder) -> None:
    seal = load_seal(from_file(pki))
    assert seal.certificate.issuer == seal.chain[0].subject
    assert all(link.subject != link.issuer for link in seal.chain), "the root stays with the validator"


def test_neither_or_both_kinds_are_refused(pki: PkiFolder) -> None:
    with pytest.raises(SealCredentialError, match="SEAL_PKCS12_FILE or SEAL_PKCS11_MODULE"):
        load_seal(settings())
    with pytest.raises(SealCredentialError, match="SEAL_PKCS12_FILE or SEAL_PKCS11_MODULE"):
        load_seal(from_file(pki, seal_pkcs11_module=SOFTHSM))


def test_a_wrong_password_names_the_setting(pki: PkiFolder) -> None:
    with pytest.raises(SealCredentialError, match="SEAL_PKCS12_FILE"):
        load_seal(from_file(pki, seal_pkcs12_password="wrong"))


@pytest.mark.parametrize(("days", "own_key", "words"), [(-1, True, "expired"), (1, False, "does not belong")])
def test_a_seal_that_cannot_seal_is_refused(days: int, own_key: bool, words: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certified = key if own_key else ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Seal")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, certified.public_key(), 7)
    builder = builder.not_valid_before(now - timedelta(days=9)).not_valid_after(now + timedelta(days=days))
    with pytest.raises(SealCredentialError, match=words):
        check_seal(CmsSigner(LocalKey(key), builder.sign(certified, hashes.SHA256())))


@pytest.fixture(scope="module")
def device(pki: PkiFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A SoftHSM token with the PKI's seal in it."""
    if shutil.which("softhsm2-util") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("softhsm2 is not installed")
        pytest.skip("softhsm2 is not installed (Debian package softhsm2)")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    _fill_token(pki, folder)
    yield settings(
        seal_pkcs11_module=SOFTHSM,
        seal_pkcs11_token="seal",
        seal_pkcs11_pin=PIN,
        seal_pkcs11_key_label="seal",
        seal_pkcs11_cert_label="seal",
    )
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


def _fill_token(pki: PkiFolder, folder: Path) -> None:
    import pkcs11
    from pkcs11.util.x509 import decode_x509_certificate

    bundle = pkcs12.load_pkcs12(pki.seal.read_bytes(), pki.seal_password.read_bytes())
    assert bundle.key is not None
    assert bundle.cert is not None
    key = folder / "key.pem"
    key.write_bytes(bundle.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    token = ["softhsm2-util", "--token", "seal", "--pin", PIN]
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "seal", "--pin", PIN, "--so-pin", "0000"],
        check=True,
    )
    subprocess.run([*token, "--import", str(key), "--label", "seal", "--id", "01"], check=True)
    key.unlink()
    with pkcs11.lib(str(SOFTHSM)).get_token(token_label="seal").open(user_pin=PIN, rw=True) as session:
        certificates = [bundle.cert.certificate, *(each.certificate for each in bundle.additional_certs)]
        for label, certificate in zip(("seal", "issuing", "root"), certificates, strict=True):
            entry = decode_x509_certificate(certificate.public_bytes(Encoding.DER))
            entry[pkcs11.Attribute.LABEL] = label
            entry[pkcs11.Attribute.TOKEN] = True
            session.create_object(entry)


async def test_a_device_seals(kit: SigningKit, judges: Judges, device: Settings) -> None:
    seal = load_seal(device)
    assert [link.subject for link in seal.chain] == [seal.certificate.issuer]
    request = SignatureRequest("seal-env_1", datetime.now(UTC))
    sealed = await sign_for_long_term(paper(), request, seal, kit.tsa, kit.anchors, kit.run)
    assert [found.level for found in await kit.run(findings, sealed.data, kit.anchors)] == [Level.B_LTA]
    await judges.require(sealed.data, ["seal-env_1"], "B-LTA")


def test_a_wrong_pin_or_label_names_the_setting(device: Settings) -> None:
    for wrong in ({"seal_pkcs11_token": "nobody"}, {"seal_pkcs11_cert_label": "nobody"}):
        with pytest.raises(SealCredentialError, match="SEAL_PKCS11"):
            load_seal(device.model_copy(update=wrong))

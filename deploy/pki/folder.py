"""The folder in which the local PKI lives: keys, certificates, passwords and the address it serves at."""

import json
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from deploy.pki import profiles
from deploy.pki.profiles import Issuer
from deploy.pki.register import Register
from deploy.pki.status import Responder
from deploy.pki.timestamping import TimeStampingAuthority

SIGNER_VALIDITY = timedelta(hours=1)
SEAL_VALIDITY = timedelta(days=1095)
EST_USER = "rubrica"


@dataclass(frozen=True)
class Pki:
    """The working parts of the PKI. `signer_validity` is how long a signer's certificate lasts."""

    root: Issuer
    issuing: Issuer
    responder: Responder
    timestamping: TimeStampingAuthority
    register: Register
    est_password: str
    signer_validity: timedelta


class PkiFolder:
    """A folder made once by `create` and opened at each start. The address is in certificates: it stays."""

    def __init__(self, path: Path) -> None:
        self.path = path

    anchors = property(lambda self: self.path / "anchors.pem")
    seal = property(lambda self: self.path / "seal.p12")
    seal_password = property(lambda self: self.path / "seal.password")
    est_password = property(lambda self: self.path / "est.password")

    @property
    def exists(self) -> bool:
        """Whether it was made whole: the configuration is written last."""
        return (self.path / "config.json").exists()

    @property
    def base_url(self) -> str:
        """The address the service answers at, without a trailing slash."""
        return str(json.loads((self.path / "config.json").read_text())["base_url"])

    def create(self, base_url: str) -> None:
        """Makes all keys and certificates; an existing PKI of the same address is left alone.

        Raises `ValueError` when one exists with another address: its certificates name the old one.
        """
        if self.exists:
            if self.base_url != base_url:
                raise ValueError(f"the PKI in {self.path} answers at {self.base_url}, not at {base_url}")
            return
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.path / "register.sqlite").unlink(missing_ok=True)
        for name in ("root", "issuing", "responder", "tsa"):
            self._new_key(name)
        self._certify(base_url)
        self._secret("est.password", secrets.token_urlsafe(24))
        self._secret("config.json", json.dumps({"base_url": base_url}))

    def open(self, signer_validity: timedelta = SIGNER_VALIDITY) -> Pki:
        """Loads the PKI; raises `FileNotFoundError` when it was never made."""
        root, issuing = self._issuers(self.base_url)
        register = Register(self.path / "register.sqlite")
        responder = Responder(issuing, self._certificate("responder"), self._key("responder"), register)
        tsa = TimeStampingAuthority(self._certificate("tsa"), self._key("tsa"))
        return Pki(
            root=root,
            issuing=issuing,
            responder=responder,
            timestamping=tsa,
            register=register,
            est_password=self.est_password.read_text(),
            signer_validity=signer_validity,
        )

    def _certify(self, base_url: str) -> None:
        self._write_certificate("root", profiles.root_certificate(self._key("root"), "Rúbrica Local Root CA"))
        root = self._issuer("root", base_url)
        public_key = self._key("issuing").public_key()
        authority = profiles.authority_certificate(root, public_key, "Rúbrica Local Issuing CA")
        self._write_certificate("issuing", authority)
        self.certify_timestamping(base_url)
        issuing = self._issuer("issuing", base_url)
        public_key = self._key("responder").public_key()
        responder = profiles.responder_certificate(issuing, public_key, "Rúbrica Local OCSP")
        self._write_certificate("responder", responder)
        self.anchors.write_bytes(root.certificate.public_bytes(serialization.Encoding.PEM))
        self._make_seal(issuing, root)

    def certify_timestamping(self, base_url: str, validity: timedelta = profiles.AUTHORITY_VALIDITY) -> None:
        """Gives the TSA a certificate; a service that runs goes on with the one it began with."""
        public_key = self._key("tsa").public_key()
        name = "Rúbrica Local TSA"
        tsa = profiles.timestamping_certificate(self._issuer("root", base_url), public_key, name, validity)
        self._write_certificate("tsa", tsa)

    def _make_seal(self, issuing: Issuer, root: Issuer) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = profiles.authority_name("Rúbrica Local Seal")
        certificate = profiles.signing_certificate(issuing, key.public_key(), subject, SEAL_VALIDITY)
        register = Register(self.path / "register.sqlite")
        register.add(certificate)
        register.close()
        password = secrets.token_urlsafe(24)
        chain = [issuing.certificate, root.certificate]
        encryption = serialization.BestAvailableEncryption(password.encode())
        bundle = pkcs12.serialize_key_and_certificates(b"seal", key, certificate, chain, encryption)
        self._secret("seal.p12", bundle)
        self._secret("seal.password", password)

    def _issuers(self, base_url: str) -> tuple[Issuer, Issuer]:
        return self._issuer("root", base_url), self._issuer("issuing", base_url)

    def _issuer(self, name: str, base_url: str) -> Issuer:
        return Issuer(
            certificate=self._certificate(name),
            key=self._key(name),
            certificate_url=f"{base_url}/certificates/{name}.cer",
            crl_url=f"{base_url}/crl/{name}.crl",
            ocsp_url=f"{base_url}/ocsp" if name == "issuing" else None,
        )

    def _new_key(self, name: str) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._secret(f"{name}.key.pem", pem)

    def _key(self, name: str) -> ec.EllipticCurvePrivateKey:
        pem = (self.path / f"{name}.key.pem").read_bytes()
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{name}.key.pem is not an elliptic curve key")
        return key

    def _write_certificate(self, name: str, certificate: x509.Certificate) -> None:
        path = self.path / f"{name}.cer.pem"
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def _certificate(self, name: str) -> x509.Certificate:
        return x509.load_pem_x509_certificate((self.path / f"{name}.cer.pem").read_bytes())

    def _secret(self, name: str, content: str | bytes) -> None:
        """Written whole or not at all, and readable by its owner only."""
        partial = self.path / f"{name}.part"
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        partial.replace(self.path / name)

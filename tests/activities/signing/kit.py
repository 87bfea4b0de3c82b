"""Signing with the PKI's parts, and judging the result."""

from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
from cryptography.hazmat.primitives.serialization import pkcs12

from activities.signing.certificate_authority import CertificateAuthority
from activities.signing.cms_signer import CmsSigner, LocalKey
from activities.signing.document_signer import DocumentSigner
from activities.signing.request import FieldKind, FilledField, Place, SignatureRequest, VisibleMark
from activities.signing.seal_credential import chain_above
from activities.signing.sealing import sign_for_long_term
from activities.signing.signing import Runner, sign_bytes
from activities.signing.timestamps import TimestampClient
from deploy.pki.folder import EST_USER, PkiFolder
from terms.signatures import Box

VALIDATORS = {"pyHanko", "pdfsig", "EU DSS"}


class SigningKit:
    """CA, TSA and seal of one PKI."""

    def __init__(self, pki: PkiFolder, client: httpx.AsyncClient, run: Runner) -> None:
        self.anchors = pki.anchors.read_bytes()
        self.run = run
        auth = (EST_USER, pki.est_password.read_text())
        self.authority = CertificateAuthority(client, f"{pki.base_url}/.well-known/est", auth)
        self.tsa = TimestampClient(client, f"{pki.base_url}/tsa")
        bundle = pkcs12.load_pkcs12(pki.seal.read_bytes(), pki.seal_password.read_bytes())
        chain = chain_above(bundle.cert.certificate, [each.certificate for each in bundle.additional_certs])
        self.organisation = CmsSigner(LocalKey(bundle.key), bundle.cert.certificate, chain)

    @property
    def signer(self) -> DocumentSigner:
        """As the worker has it."""
        return DocumentSigner(self.authority, self.tsa, self.organisation, self.anchors, self.run)

    async def enrol(self, name: str = "Ana García", signer_id: str = "sgn_1") -> CmsSigner:
        """A signer's single-use certificate."""
        return await self.authority.enrol(name, signer_id)

    async def basic(self, pdf: bytes, request: SignatureRequest, *, stamped: bool) -> bytes:
        """B-T, or B-B without time stamp."""
        tsa = self.tsa if stamped else None
        return (await sign_bytes(pdf, request, await self.enrol(), tsa, self.run)).data

    async def sign(self, pdf: bytes, request: SignatureRequest, name: str = "Ana García") -> bytes:
        """As a signer's act is applied."""
        signer = await self.enrol(name, request.field_name)
        signed = await sign_for_long_term(pdf, request, signer, self.tsa, self.anchors, self.run)
        return signed.data

    async def seal(self, pdf: bytes) -> bytes:
        """As a finished document is sealed."""
        request = SignatureRequest("seal-env_1", datetime.now(UTC))
        sealed = await sign_for_long_term(pdf, request, self.organisation, self.tsa, self.anchors, self.run)
        return sealed.data


class Judges:
    """The three validators."""

    def __init__(self, judge: Callable[[bytes], Coroutine[Any, Any, list[Any]]]) -> None:
        self._judge = judge

    async def require(self, pdf: bytes, fields: Sequence[str], level: str) -> None:
        """Every validator passes each of these signatures, and those that name levels name this one."""
        verdicts = await self._judge(pdf)
        assert all(verdict.passed for verdict in verdicts), [str(verdict) for verdict in verdicts]
        seen = defaultdict(set)
        for verdict in verdicts:
            seen[verdict.validator].add(verdict.signature)
            assert verdict.level in (level, None), str(verdict)
        assert dict(seen) == {validator: set(fields) for validator in VALIDATORS}

    async def failing(self, pdf: bytes) -> set[str]:
        """The validators that fail at least one signature, or the file."""
        return {verdict.validator for verdict in await self._judge(pdf) if not verdict.passed}


def request(
    number: int = 1, name: str = "Ana García", *, page: int = 1, others: Sequence[Place] = (), text: str = ""
) -> SignatureRequest:
    """A visible signature of signer `number`, with a text field where there is `text`."""
    now = datetime.now(UTC)
    mark = VisibleMark(name, "env_01K9TEST", now, "Europe/Madrid")
    place = Place(
        f"fld_{number}", FieldKind.SIGNATURE, page, Box(0.05 + 0.3 * ((number - 1) % 3), 0.1, 0.28, 0.06)
    )
    fields = [FilledField(place)]
    if text:
        fields.append(FilledField(text_place(number), text))
    return SignatureRequest(f"signature-sgn_{number}", now, mark, fields, others)


def text_place(number: int) -> Place:
    """The place of signer `number`'s text field."""
    return Place(f"txt_{number}", FieldKind.TEXT, 1, Box(0.05, 0.2 + 0.05 * number, 0.4, 0.03), "Cargo")

"""Validation data for the long term: certificates, OCSP answers and CRLs in the document itself.

They are collected right after signing, while the single-use certificate is valid: many responders say
nothing about certificates that have expired. Runs in a signing process, network included.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from asn1crypto import crl, ocsp, x509
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.general import extract_certificate_info
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend

from activities.signing.errors import ValidationDataError, reason
from activities.signing.increment import AppendingWriter, Increment, open_writer, reserve
from activities.signing.trust import read_anchors

TIMEOUT_SECONDS = 10


@dataclass
class ValidationData:
    """What proves that a signature's certificates were good."""

    certificates: list[x509.Certificate] = field(default_factory=list)
    ocsps: list[ocsp.OCSPResponse] = field(default_factory=list)
    crls: list[crl.CertificateList] = field(default_factory=list)


def prepare_archive_timestamp(
    pdf: bytes, field_name: str, archive_field: str, room: int, anchors_pem: bytes
) -> Increment:
    """The update that makes B-LTA of what is there: `field_name`'s validation data and an archive time stamp.

    Raises `ValidationDataError` when a chain does not end at an anchor, or a status cannot be had or is bad.
    """
    writer = open_writer(pdf)
    _store(writer, _collect(writer, field_name, anchors_pem))
    placeholder = DocumentTimestamp(bytes_reserved=2 * room)
    return reserve(pdf, writer, placeholder, SigFieldSpec(archive_field))


def _store(writer: AppendingWriter, data: ValidationData) -> None:
    DocumentSecurityStore.supply_dss_in_writer(
        writer, None, certs=data.certificates, ocsps=data.ocsps, crls=data.crls
    )


def _collect(writer: AppendingWriter, field_name: str, anchors_pem: bytes) -> ValidationData:
    signature = next(
        (found for found in writer.prev.embedded_signatures if found.field_name == field_name), None
    )
    if signature is None:
        raise ValidationDataError(f"there is no signature {field_name}")
    anchors = read_anchors(anchors_pem)
    try:
        return asyncio.run(_fetch(signature, anchors))
    except (PathError, ValidationError, OSError, ValueError) as error:
        # from None: the message of the cause names the signer, and Temporal keeps causes
        raise ValidationDataError(reason(error)) from None


async def _fetch(signature: EmbeddedPdfSignature, anchors: Sequence[x509.Certificate]) -> ValidationData:
    data = ValidationData()
    async with AIOHttpFetcherBackend(per_request_timeout=TIMEOUT_SECONDS) as fetchers:
        context = ValidationContext(
            trust_roots=list(anchors), allow_fetching=True, revocation_mode="require", fetchers=fetchers
        )
        for leaf, others in _leaves(signature):
            path = await CertificateValidator(leaf, others, context).async_validate_usage(set())
            data.certificates.extend(path)
        data.ocsps.extend(context.ocsps)
        data.crls.extend(context.crls)
    return data


def _leaves(
    signature: EmbeddedPdfSignature,
) -> list[tuple[x509.Certificate, list[x509.Certificate]]]:
    """The signer's certificate and the TSA's, each with the certificates that came along."""
    leaves = [(signature.signer_cert, list(signature.other_embedded_certs))]
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        found = extract_certificate_info(token)
        leaves.append((found.signer_cert, list(found.other_certs)))
    return leaves

"""The organisation's seal on a finished document: seal, validation data and archive time stamp (B-LTA)."""

from dataclasses import replace

from activities.signing.cms_signer import CmsSigner
from activities.signing.request import SignatureRequest
from activities.signing.signing import Runner, SignedBytes, run_here, sign_bytes
from activities.signing.timestamps import TimestampClient
from activities.signing.validation_data import append_validation_data, prepare_archive_timestamp

ARCHIVE_SUFFIX = "-archive"


async def sign_for_long_term(
    pdf: bytes,
    request: SignatureRequest,
    signer: CmsSigner,
    tsa: TimestampClient,
    anchors_pem: bytes,
    run: Runner = run_here,
) -> SignedBytes:
    """Signs with a time stamp and adds the signature's validation data: B-LT.

    Raises what `sign_bytes` and `append_validation_data` raise.
    """
    signed = await sign_bytes(pdf, request, signer, tsa, run)
    added = await run(append_validation_data, signed.data, request.field_name, anchors_pem)
    return replace(signed, data=signed.data + added)


async def seal_bytes(
    pdf: bytes,
    request: SignatureRequest,
    signer: CmsSigner,
    tsa: TimestampClient,
    anchors_pem: bytes,
    run: Runner = run_here,
) -> SignedBytes:
    """Seals with a time stamp, adds the seal's validation data and an archive time stamp over everything.

    Every signature before it that brought its own validation data becomes B-LTA by that time stamp. Raises
    what `sign_bytes` and `prepare_archive_timestamp` raise.
    """
    sealed = await sign_bytes(pdf, request, signer, tsa, run)
    archive = request.field_name + ARCHIVE_SUFFIX
    room = tsa.expected_bytes
    while True:
        increment = await run(
            prepare_archive_timestamp, sealed.data, request.field_name, archive, room, anchors_pem
        )
        token = (await tsa.stamp_digest(increment.digest)).token
        if len(token) <= increment.room:
            return replace(sealed, data=sealed.data + increment.filled(token))
        room = 2 * len(token)

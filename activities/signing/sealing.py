"""Signatures for the long term (B-LTA): with validation data and an archive time stamp."""

from dataclasses import replace

from activities.signing.cms_signer import CmsSigner
from activities.signing.request import SignatureRequest
from activities.signing.signing import Runner, SignedBytes, run_here, sign_bytes
from activities.signing.timestamps import TimestampClient
from activities.signing.validation_data import prepare_archive_timestamp

ARCHIVE_SUFFIX = "-archive"


async def sign_for_long_term(
    pdf: bytes,
    request: SignatureRequest,
    signer: CmsSigner,
    tsa: TimestampClient,
    anchors_pem: bytes,
    run: Runner = run_here,
) -> SignedBytes:
    """Signs with a time stamp, adds validation data, and puts an archive time stamp over everything.

    For each signer at once, not only for the seal: a single-use certificate has often expired when the last
    signer signs, and only an archive time stamp proves that certificate and validation data came before.
    Raises what `sign_bytes` and `prepare_archive_timestamp` raise.
    """
    signed = await sign_bytes(pdf, request, signer, tsa, run)
    archive = request.field_name + ARCHIVE_SUFFIX
    room = tsa.expected_bytes
    while True:
        increment = await run(
            prepare_archive_timestamp, signed.data, request.field_name, archive, room, anchors_pem
        )
        token = (await tsa.stamp_digest(increment.digest)).token
        if len(token) <= increment.room:
            return replace(signed, data=signed.data + increment.filled(token))
        room = 2 * len(token)

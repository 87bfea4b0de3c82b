"""Renews the archive timestamp of a sealed document before the newest one can no longer be checked."""

from dataclasses import dataclass, field
from datetime import datetime

from activities.signing.errors import LevelError, SigningError, ValidationDataError, reason
from activities.signing.increment import Increment, open_reader
from activities.signing.level import findings
from activities.signing.signing import Runner, run_here
from activities.signing.timestamps import TimestampClient, serial_of, valid_until
from activities.signing.validation_data import prepare_archive_timestamp


@dataclass(frozen=True)
class RenewedBytes:
    """The document with one more timestamp; the bytes before are its beginning, unchanged."""

    data: bytes = field(repr=False)
    time: datetime
    valid_until: datetime
    serial: str


async def renew_archive(
    pdf: bytes, archive_field: str, tsa: TimestampClient, anchors_pem: bytes, run: Runner = run_here
) -> RenewedBytes:
    """Adds the validation data of the newest timestamp, and a timestamp over everything.

    Raises what `prepare_archive_timestamp` and the TSA's client raise.
    """
    room = tsa.expected_bytes
    while True:
        increment = await run(prepare_renewal, pdf, archive_field, room, anchors_pem)
        stamp = await tsa.stamp_digest(increment.digest)
        if len(stamp.token) <= increment.room:
            break
        room = 2 * len(stamp.token)
    data = pdf + increment.filled(stamp.token)
    return RenewedBytes(data, stamp.time, valid_until(stamp.token), serial_of(stamp.token))


async def renewed_and_checked(
    pdf: bytes, archive_field: str, tsa: TimestampClient, anchors_pem: bytes, run: Runner
) -> RenewedBytes:
    """As `renew_archive`, and no signature reaches less than before.

    Whatever else a library raises is this one document's fault: it becomes a `SigningError`, so that the
    others do not wait for it.
    """
    try:
        renewed = await renew_archive(pdf, archive_field, tsa, anchors_pem, run)
        await run(require_no_weaker, pdf, renewed.data, anchors_pem)
    except SigningError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a library finds is about this document alone
        # from None: the libraries' own words would carry signers' names
        raise ValidationDataError(f"unforeseen {reason(error)}") from None
    return renewed


def archive_valid_until(pdf: bytes) -> datetime:
    """When the first certificate behind the newest archive timestamp expires.

    Raises `ValidationDataError` where none can be found.
    """
    try:
        return valid_until(open_reader(pdf).embedded_timestamp_signatures[-1].pkcs7_content)
    except Exception as error:  # noqa: BLE001 - whatever a library finds is about this document alone
        raise ValidationDataError(f"no archive timestamp: {reason(error)}") from None


def prepare_renewal(pdf: bytes, archive_field: str, room: int, anchors_pem: bytes) -> Increment:
    """The update with the newest timestamp's validation data and room for another one."""
    stamps = open_reader(pdf).embedded_timestamp_signatures
    if not stamps:
        raise ValidationDataError("there is no archive timestamp to renew")
    return prepare_archive_timestamp(pdf, stamps[-1].field_name, archive_field, room, anchors_pem)


def require_no_weaker(before: bytes, after: bytes, anchors_pem: bytes) -> None:
    """Raises `LevelError` when a signature reaches less with the new timestamp than it did without."""
    levels = {finding.field_name: finding.level for finding in findings(after, anchors_pem)}
    for finding in findings(before, anchors_pem):
        found = levels.get(finding.field_name)
        if found is None or found < finding.level:
            raise LevelError(f"{finding.field_name} reaches less than {finding.level.label} when renewed")

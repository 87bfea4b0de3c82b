"""When the archive timestamps of sealed documents are renewed (contract E4; PAdES B-LTA)."""

from datetime import datetime, timedelta
from enum import StrEnum

RENEWED_AHEAD = timedelta(days=90)
"""So long before the certificate of the newest timestamp expires another one is added: well before people
are warned that it has not been (`terms.expiry.WARNED_DAYS`)."""
BATCH = 20
"""Envelopes of one step."""


SAME_AUTHORITY_WITHIN = timedelta(days=7)
"""So long after the last signature the authority is taken to have the certificate that it had then."""


def first_term(signed_at: datetime | None, certified_at: datetime, valid_until: datetime) -> datetime | None:
    """Until when the documents of an envelope hold whose evidence was stamped when it was certified.

    Without any signature there is nothing to renew. What ended long after its last signature is due at once:
    the authority may have had another certificate then.
    """
    if signed_at is None:
        return None
    return valid_until if certified_at - signed_at <= SAME_AUTHORITY_WITHIN else signed_at


def due_before(now: datetime) -> datetime:
    """What holds until then, or less long, is due."""
    return now + RENEWED_AHEAD


def gains(valid_until: datetime, offered_until: datetime, now: datetime) -> bool:
    """Whether a timestamp that the authority gives now holds long enough to be worth its place."""
    return offered_until > max(valid_until, due_before(now))


class Paper(StrEnum):
    """What else is sealed, besides the documents of envelopes."""

    CERTIFICATE = "certificate"
    """Certificates of evidence."""
    EVIDENCE_CHAIN = "evidence-chain"
    """Timestamps over the evidence of an envelope. They stand alone: another one covers the one before."""
    RECEIPT = "receipt"
    """Receipts of declarations."""
    PURGE_CERTIFICATE = "purge-certificate"
    SUBJECT_CERTIFICATE = "subject-certificate"
    """Of what was done about a data subject."""


IN_THEIR_ROWS = (Paper.PURGE_CERTIFICATE, Paper.SUBJECT_CERTIFICATE)
"""Papers whose bytes are in the row that they are about: what is added to them is added there."""

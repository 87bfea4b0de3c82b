"""A signer's copy: the sealed document, or a zip of them when the envelope has several."""

import tempfile
import zipfile
from collections.abc import AsyncIterator, Sequence
from pathlib import PurePosixPath

import anyio.to_thread
from sqlalchemy.ext.asyncio import AsyncSession

from activities.vault.vault import Vault
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.reading.documents import StoredFile, signed_file
from api.reading.envelopes import documents_of
from models import Envelope
from terms.envelope import EnvelopeState

SPOOL_BYTES = 8 * 1024 * 1024
CHUNK = 256 * 1024


async def finished_files(session: AsyncSession, envelope: Envelope) -> list[StoredFile]:
    """The sealed documents in order. Raises 409 before the envelope is completed."""
    files = [
        await signed_file(session, envelope.id, document)
        for document in await documents_of(session, envelope.id)
    ]
    if envelope.state != EnvelopeState.COMPLETED.value or None in files:
        raise Problem(Kind.COPY_NOT_READY)
    return [file for file in files if file is not None]


async def zipped(vault: Vault, files: Sequence[StoredFile]) -> AsyncIterator[bytes]:
    """The files in one zip. It is made in memory, or in an unlinked file once it is large."""
    with tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES) as spool:
        with zipfile.ZipFile(spool, "w", zipfile.ZIP_STORED) as archive:
            for file, name in zip(files, member_names(files), strict=True):
                data = await vault.get(file.business_id, file.object_key)
                await anyio.to_thread.run_sync(archive.writestr, name, data)
        spool.seek(0)
        while chunk := await anyio.to_thread.run_sync(spool.read, CHUNK):
            yield chunk


def member_names(files: Sequence[StoredFile]) -> list[str]:
    """Names within the zip, numbered in the sender's order so that no two are the same."""
    return [f"{number:02d} {PurePosixPath(file.name).name}" for number, file in enumerate(files, start=1)]

"""Taking in a document: examined, stored encrypted, then listed."""

from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy.ext.asyncio import AsyncSession

from activities.documents.errors import DocumentRefused, ExaminerUnavailable
from activities.documents.examination import Examination
from activities.scanner.scanner import ScannerUnavailable
from api.access.callers import Member
from api.access.limits import require_storage
from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem, unavailable
from api.reading.documents import sha256_of
from models import Document

NAME_LENGTH = 255
UNNAMED = "document.pdf"


async def take_in(
    parts: Parts,
    session: AsyncSession,
    member: Member,
    document_id: str,
    file_name: str,
    data: bytes,
    now: datetime,
) -> Document:
    """Examines and keeps a document.

    Raises 422 with why it is refused, 409 where the plan has no room, 503 while it cannot be examined.

    The object is stored before its row: a crash in between leaves an object that the repeated request
    overwrites, under the same id, and never a row without its object.
    """
    examination = await examined(parts, data, test=member.test)
    if not member.test:
        await require_storage(session, len(examination.pdf), parts.settings.holder_zone, now)
    object_key = f"{member.business_id}/documents/{document_id}"
    await parts.vault.put(member.business_id, object_key, examination.pdf)
    document = Document(
        id=document_id,
        business_id=member.business_id,
        created_by=member.user_id,
        name=shown_name(file_name),
        sha256=sha256_of(examination.pdf),
        uploaded_sha256=sha256_of(data),
        size=len(examination.pdf),
        page_count=examination.page_count,
        pages=[{"width": page.width, "height": page.height} for page in examination.pages],
        changes=[change.value for change in examination.changes],
        findings=[finding.value for finding in examination.findings],
        signature_count=examination.signature_count,
        object_key=object_key,
        test=member.test,
        created_at=now,
    )
    session.add(document)
    await session.flush()
    return document


async def examined(parts: Parts, data: bytes, *, test: bool) -> Examination:
    """The examination, its refusals and failures in the API's words; in test mode it marks every page."""
    try:
        return await (parts.examiner.examine_test(data) if test else parts.examiner.examine(data))
    except DocumentRefused as refused:
        raise Problem(
            Kind.of(refused.cause.value), f"The document is refused: {refused.detail}."
        ) from refused
    except ScannerUnavailable as away:
        raise unavailable("The malware scanner", retry_after=30) from away
    except ExaminerUnavailable as away:
        raise unavailable("The examination of documents") from away


def shown_name(file_name: str) -> str:
    """The name without folders and control characters, cut to length with its ending kept."""
    last = PurePosixPath(file_name.replace("\\", "/")).name
    name = "".join(letter for letter in last if letter.isprintable()).strip(" .") or UNNAMED
    if len(name) <= NAME_LENGTH:
        return name
    ending = PurePosixPath(name).suffix[:16]
    return name[: NAME_LENGTH - len(ending)] + ending

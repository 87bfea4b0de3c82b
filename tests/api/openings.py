"""What tests of openings set up: documents that were reported, and businesses that stand in some way."""

import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image
from sqlalchemy import update

from models import Business, DocumentOpening, MisuseReport
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.api.calling import Caller, Owner, drafted

OPENINGS = "/v1/staff/document-openings"
WHY = {"reason": "Posible fraude denunciado.", "legal_ground": "DSA art. 16; condiciones, cláusula 4.2"}


async def reported(database: Database, owner: Owner, claimed_by: str | None) -> tuple[str, str]:
    """A document that somebody reported, and its report."""
    envelope = await drafted(owner)
    document_id = envelope["documents"][0]["id"]
    report = MisuseReport(
        id=new_id(Prefix.MISUSE_REPORT),
        reporter="anybody",
        ground="fraud",
        words="x",
        language="es",
        received_at=datetime.now(UTC),
        business_id=owner.business_id,
        envelope_id=envelope["id"],
        document_id=document_id,
        document_ids=[document_id],
        state="claimed" if claimed_by else "waiting",
        claimed_by=claimed_by,
        sequence=1,
    )
    async with database.transaction() as session:
        session.add(report)
    return document_id, report.id


async def stand(database: Database, owner: Owner, state: str) -> None:
    async with database.transaction() as session:
        await session.execute(update(Business).where(Business.id == owner.business_id).values(standing=state))


async def change(database: Database, opening_id: str, **values: Any) -> None:
    async with database.transaction() as session:
        await session.execute(
            update(DocumentOpening).where(DocumentOpening.id == opening_id).values(**values)
        )


async def page(caller: Caller, path: str) -> Image.Image:
    answer = await caller.get(path, params={"width": 800})
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content)).convert("L")

"""Looking customers up for the holder's support: little, for a reason, recorded (contract M2, M7)."""

from fastapi import APIRouter, status
from sqlalchemy import text

from api.access.rules import access, staff
from api.frame.context import now
from api.frame.inputs import MakingIn, SessionIn, StaffIn
from api.frame.route import Route
from api.schemas.customers import CustomerLookupView, CustomerQuery, CustomerSummary
from models import CustomerLookup
from models.identifiers import Prefix
from terms.roles import Permission

router = APIRouter(route_class=Route, tags=["customers"])
_SUMMARIES = text("SELECT * FROM customer_summaries(CAST(:words AS varchar))")


@router.post("/v1/staff/customer-lookups", status_code=status.HTTP_201_CREATED)
@access(staff(Permission.CUSTOMERS_READ))
async def look_customer_up(
    asked: CustomerQuery, caller: StaffIn, session: SessionIn, making: MakingIn
) -> CustomerLookupView:
    """Looks a customer up: state, dates and numbers. Query, reason and what was found are recorded."""
    rows = (await session.execute(_SUMMARIES, {"words": asked.query})).mappings()
    items = [CustomerSummary(**row) for row in rows]
    lookup = CustomerLookup(
        id=making.id(Prefix.CUSTOMER_LOOKUP),
        user_id=caller.user_id,
        at=now(),
        query=asked.query,
        reason=asked.reason,
        found=[item.id for item in items],
    )
    session.add(lookup)
    await session.flush()
    return CustomerLookupView(id=lookup.id, items=items)

"""Workflows that name no business are found by the rows that name them, before these are destroyed (S18)."""

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.retention.histories import Histories
from activities.retention.messages import PurgeOrder
from models import DepartingUser
from terms.retention import PurgeStage
from tests.activities.retention.conftest import Destroyer
from tests.activities.retention.planted import Planted
from tests.running import RunningTemporal
from workflows.identifiers import (
    claim_workflow_id,
    closing_workflow_id,
    credential_report_workflow_id,
    recovery_workflow_id,
    staff_decision_workflow_id,
)


async def test_decisions_about_contracts_and_closed_accounts_are_found(
    destroyer: Destroyer, owner: AsyncEngine, temporal: RunningTemporal
) -> None:
    stays = Planted(staff=True)
    gone = Planted(staff=False, beside=stays)
    for planted in (stays, gone):
        await planted.store(owner, destroyer.vault)
    leaving = {"business_id": gone.business, "user_id": gone.of("users")}
    async with destroyer.database.transaction() as session:
        await session.execute(insert(DepartingUser).values(leaving))
    found = {
        stage: await Histories(destroyer.database).find(
            temporal.client, PurgeOrder(gone.business, stage), "retention"
        )
        for stage in (PurgeStage.CONTRACT_AND_BILLING, PurgeStage.PEOPLE)
    }
    decision = staff_decision_workflow_id(gone.of("contract_decisions"))
    assert decision in found[PurgeStage.CONTRACT_AND_BILLING]
    assert claim_workflow_id(gone.of("claims")) in found[PurgeStage.CONTRACT_AND_BILLING]
    assert closing_workflow_id(gone.of("users")) in found[PurgeStage.PEOPLE]
    for workflow_id in (
        recovery_workflow_id(gone.of("account_recoveries")),
        credential_report_workflow_id(gone.of("credential_reports")),
    ):
        assert workflow_id in found[PurgeStage.PEOPLE]
    others = (stays.of("contract_decisions"), stays.of("users"))
    all_found = " ".join(one for stage in found.values() for one in stage)
    assert not any(other in all_found for other in others)

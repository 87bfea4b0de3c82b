"""Builds the activities from the settings, for the worker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from activities.assembly.accounts import account_activities
from activities.assembly.envelopes import envelope_activities
from activities.assembly.operations import operation_activities
from activities.assembly.outside_hosts import alarm_of_unclaimed
from activities.assembly.privacy import privacy_activities
from activities.assembly.staff import staff_activities
from activities.assembly.subscriptions import subscription_activities
from activities.assembly.workshop import Activities, open_workshop
from activities.clock import now
from activities.records.subprocessor_register import require_in_force_for_all
from settings import Settings


@asynccontextmanager
async def activities_of(settings: Settings) -> AsyncIterator[Activities]:
    """All activities, with dependencies built from the settings and closed at the end.

    Raises `ValueError`, `SealCredentialError` or `OSError` when a setting cannot be used, such as a
    sub-processor that is not in force for every controller.
    """
    async with open_workshop(settings) as shop:
        await require_in_force_for_all(shop.database, settings.subprocessors, now())
        await alarm_of_unclaimed(shop.database, settings, now())
        yield (
            *account_activities(shop),
            *envelope_activities(shop),
            *subscription_activities(shop),
            *privacy_activities(shop),
            *staff_activities(shop),
            *operation_activities(shop),
        )

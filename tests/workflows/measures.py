"""The records and alarms of measures, replaced by name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from temporalio import activity

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, MailReceipt
from activities.measures import MeasureReport
from activities.records.measure_messages import AlarmOrder, AlarmReceipt
from activities.records.measure_records import MeasureRecords
from tests.workflows.world import activity_name


@dataclass
class Evidence:
    """What was recorded, alarmed and mailed. `called` are the members of staff."""

    called: tuple[str, ...] = ("usr_ops", "usr_security")
    reports: list[MeasureReport] = field(default_factory=list)
    alarms: list[AlarmOrder] = field(default_factory=list)
    mails: list[MailOrder] = field(default_factory=list)

    def activities(self) -> list[Callable[..., Any]]:
        """The replacements."""

        @activity.defn(name=activity_name(MeasureRecords.record))
        async def record(report: MeasureReport) -> None:
            self.reports.append(report)

        @activity.defn(name=activity_name(MeasureRecords.raise_alarm))
        async def raise_alarm(order: AlarmOrder) -> AlarmReceipt:
            new = order.source_id not in {known.source_id for known in self.alarms}
            self.alarms.append(order)
            return AlarmReceipt(f"inc_{order.source_id}", new, self.called)

        @activity.defn(name=activity_name(Mailer.send))
        async def send(order: MailOrder) -> MailReceipt:
            self.mails.append(order)
            return MailReceipt("mai_1")

        return [record, raise_alarm, send]

"""Activities that keep the service in order and leave evidence of it."""

from activities.assembly.workshop import Activities, Workshop
from activities.backup.backups import Backups
from activities.backup.drill import RestoreDrill
from activities.detection.detectors import Detectors
from activities.evidence.chain_stamp import ChainStamper
from activities.expiry.dates import ExpiryDates
from activities.log_chain.checking import LogChecker
from activities.log_chain.sealing import LogSealer
from activities.records.activity_retention import ActivityRetention
from activities.records.clearing import Clearer
from activities.records.measure_records import MeasureRecords
from activities.signing.seal_credential import load_seal


def operation_activities(shop: Workshop) -> Activities:
    """Measures, the log, and what is cleared away."""
    log = ActivityRetention(shop.database, shop.retention)
    clearer = Clearer(shop.database, shop.retention, shop.vault)
    return (
        log.destroy,
        log.settle,
        clearer.clear_rows,
        clearer.clear_acceptances,
        clearer.clear_objects,
        clearer.clear_requests,
        clearer.clear_former_staff,
        *_measure_activities(shop),
    )


def _measure_activities(shop: Workshop) -> Activities:
    records = MeasureRecords(shop.database, shop.settings.service_version)
    backups = Backups(shop.settings, shop.database)
    sealer = LogSealer(shop.database, ChainStamper(shop.tsa, shop.anchors))
    expiry = ExpiryDates(shop.database, load_seal(shop.settings), shop.ca, shop.tsa, shop.anchors)
    return (
        records.record,
        records.raise_alarm,
        records.overdue,
        records.stopped_watch,
        records.called,
        records.recorded_since,
        backups.take,
        backups.prune,
        RestoreDrill(shop.settings).drill,
        Detectors(shop.database, LogChecker(shop.anchors)).look,
        sealer.seal,
        sealer.forget,
        expiry.read,
    )

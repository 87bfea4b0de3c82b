"""Hosts of other companies that the settings send controllers' data to, and whose they are (contract P4)."""

import hashlib
import ipaddress
import logging
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from activities.records.incident_register import open_incident
from models.database import Database
from models.identifiers import Prefix, new_id
from settings import Settings
from terms.incidents import IncidentKind, IncidentSource
from terms.subprocessors import OutsideService

OWN = "own"
"""Among `SUBPROCESSOR_HOSTS`: hosts that are the holder's own, whatever they do."""
_INSIDE = (".localhost", ".local", ".internal", ".svc", ".lan")
"""Ends of names that lead nowhere outside."""
_AMAZON = "s3.amazonaws.com"
"""Where buckets are without an endpoint of their own."""

logger = logging.getLogger(__name__)


def outside_hosts(settings: Settings) -> Mapping[OutsideService, frozenset[str]]:
    """Which hosts that are not this network's own do what. Messaging asks the register for each message, and
    the payment gateway gets no data of controllers, only of customers.
    """
    named: dict[OutsideService, list[str | None]] = {
        OutsideService.MAIL: [_host(settings.sendgrid_host)],
        OutsideService.STORAGE: [_storage_host(settings), _repository_host(settings.backup_repository)],
        OutsideService.SIGNING: [_host(settings.tsa_url), _host(settings.ca_url)],
        OutsideService.HOSTING: [_host(settings.database_url), _host(f"//{settings.temporal_address}")],
    }
    found: dict[OutsideService, set[str]] = defaultdict(set)
    for service, hosts in named.items():
        found[service] |= {host for host in hosts if host and _is_outside(host)}
    return {service: frozenset(hosts) for service, hosts in found.items() if hosts}


def unclaimed_hosts(settings: Settings) -> list[str]:
    """`service:host` of what no entry of the register is named for in the settings, or whose service has an
    entry and no hosts: nobody could tell that the service was switched.

    Raises `ValueError` for a host that is none of those its service's entry stands for: the service was
    switched, and the entry was not.
    """
    claimed = {service: hosts.split("+") for service, hosts in settings.subprocessor_hosts.items()}
    own = claimed.get(OWN, [])
    unclaimed, strange = [], []
    for service, hosts in outside_hosts(settings).items():
        for host in sorted(hosts):
            if _is_of(host, own):
                continue
            if service.value not in settings.subprocessors or service.value not in claimed:
                unclaimed.append(f"{service.value}:{host}")
            elif not _is_of(host, claimed[service.value]):
                strange.append(f"{service.value}:{host}")
    if strange:
        raise ValueError(f"SUBPROCESSOR_HOSTS: not of the entry in SUBPROCESSORS: {', '.join(strange)}")
    return unclaimed


async def alarm_of_unclaimed(database: Database, settings: Settings, at: datetime) -> None:
    """Enters each host that is nobody's in the register as an incident, once. Raises as `unclaimed_hosts`."""
    for one in unclaimed_hosts(settings):
        logger.error("no sub-processor is named for %s: see SUBPROCESSOR_HOSTS in docs/operations.md", one)
        async with database.transaction() as session:
            await open_incident(
                session,
                new_id(Prefix.INCIDENT),
                IncidentKind.DISCLOSURE,
                IncidentSource.MONITORING,
                title=f"Host without a sub-processor: {one}"[:200],
                words=f"The settings name {one}, and no entry stands for it. See SUBPROCESSOR_HOSTS.",
                aware_at=at,
                now=at,
                source_id=f"unclaimed-host:{hashlib.sha256(one.encode()).hexdigest()[:40]}",
            )


def _is_of(host: str, domains: Collection[str]) -> bool:
    return any(host == one.lower() or host.endswith(f".{one.lower()}") for one in domains if one)


def _is_outside(host: str) -> bool:
    """Whether a name or address is not this machine's, cluster's or network's own."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(_INSIDE)


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _storage_host(settings: Settings) -> str | None:
    if not settings.storage_url.startswith("s3://"):
        return None
    return _host(settings.storage_endpoint) if settings.storage_endpoint else _AMAZON


def _repository_host(repository: str | None) -> str | None:
    """Of restic's address: `s3:https://host/bucket`, `s3:host/bucket`, `rest:https://host/`,
    `sftp:user@host:/folder`.
    """
    kind, found, rest = (repository or "").partition(":")
    if not found or kind not in ("s3", "rest", "sftp"):
        return None
    if "://" not in rest:
        rest = "//" + re.sub(r":(?!\d)", "/", rest)
    return _host(rest)

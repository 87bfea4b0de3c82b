"""Hosts that nobody in the register of sub-processors stands for are noticed at the worker's start (P4)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from activities.assembly.outside_hosts import alarm_of_unclaimed, outside_hosts, unclaimed_hosts
from models import Incident
from models.database import Database
from settings import Settings
from terms.subprocessors import OutsideService

LOCAL = {
    "database_url": "postgresql+psycopg://app@127.0.0.1:5432/rubrica",
    "temporal_address": "temporal-frontend.rubrica.svc:7233",
    "link_key": "x",
    "master_key": "x",
    "storage_url": "file:///objects",
    "sendgrid_api_key": "x",
    "sendgrid_host": "http://localhost:8025",
    "stripe_api_key": "x",
    "tsa_url": "http://127.0.0.1:9000/tsa",
    "ca_url": "http://pki:9000/est",
    "trust_anchors_file": "/anchors.pem",
}


def settings(**values: Any) -> Settings:
    return Settings(**(LOCAL | values))


def test_a_local_stack_has_no_hosts_outside() -> None:
    assert outside_hosts(settings()) == {}


@pytest.mark.rule("P4")
def test_each_neighbour_is_found_by_its_own_setting() -> None:
    found = outside_hosts(
        settings(
            sendgrid_host="https://api.sendgrid.com",
            storage_url="s3://objects/prefix",
            backup_repository="sftp:saver@copies.example:/srv/restic",
            tsa_url="https://tsa.sellos.example/tsa",
            ca_url="https://8.8.8.8/est",
            database_url="postgresql+psycopg://app:x@db.nube.example:5432/rubrica",
            temporal_address="rubrica.a1b2.tmprl.cloud:7233",
        )
    )
    assert found == {
        OutsideService.MAIL: {"api.sendgrid.com"},
        OutsideService.STORAGE: {"s3.amazonaws.com", "copies.example"},
        OutsideService.SIGNING: {"tsa.sellos.example", "8.8.8.8"},
        OutsideService.HOSTING: {"db.nube.example", "rubrica.a1b2.tmprl.cloud"},
    }


@pytest.mark.parametrize(
    ("repository", "host"),
    [
        ("s3:https://s3.nube.example:9000/copies", "s3.nube.example"),
        ("s3:s3.nube.example/copies", "s3.nube.example"),
        ("rest:https://saver:{}@copies.example:8000/".format("word"), "copies.example"),
        ("/mnt/copies", None),
        ("rest:http://10.0.0.7:8000/", None),
    ],
)
def test_a_backup_repository_elsewhere_is_storage(repository: str, host: str | None) -> None:
    found = outside_hosts(settings(backup_repository=repository))
    assert found == ({OutsideService.STORAGE: {host}} if host else {})


@pytest.mark.rule("P4")
def test_a_host_is_claimed_by_its_services_entry_or_as_the_holders_own() -> None:
    there = {"sendgrid_host": "https://api.sendgrid.com", "tsa_url": "https://tsa.holder.example/"}
    assert unclaimed_hosts(settings(**there)) == ["mail:api.sendgrid.com", "signing:tsa.holder.example"]
    named = there | {"subprocessors": "mail:sbp_1", "subprocessor_hosts": "own:holder.example"}
    assert unclaimed_hosts(settings(**named)) == ["mail:api.sendgrid.com"], "its entry has no hosts"
    hosts = {"subprocessor_hosts": "own:holder.example,mail:sendgrid.com+mail.example"}
    assert unclaimed_hosts(settings(**(named | hosts))) == []
    switched = named | hosts | {"sendgrid_host": "https://api.evilsendgrid.com"}
    with pytest.raises(ValueError, match=r"mail:api\.evilsendgrid\.com"):
        unclaimed_hosts(settings(**switched))


@pytest.mark.rule("P4")
async def test_what_nobody_stands_for_is_an_incident_once(database: Database) -> None:
    there = settings(sendgrid_host="https://mail.nuevo.example")
    for _ in range(2):
        await alarm_of_unclaimed(database, there, datetime.now(UTC))
    async with database.transaction() as session:
        titles = await session.scalars(select(Incident.title).where(Incident.title.contains("nuevo.example")))
        assert titles.all() == ["Host without a sub-processor: mail:mail.nuevo.example"]

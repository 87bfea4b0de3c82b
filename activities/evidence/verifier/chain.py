"""The record of events: its hash chain, the personal details it commits to, and its timestamp."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from activities.evidence.verifier.contents import Contents
from activities.evidence.verifier.der import MalformedDer, parse_token_info
from activities.evidence.verifier.openssl import Tools
from activities.evidence.verifier.report import Report, written_time

EVENTS = "events.json"
GENESIS_HASH = "0" * 64
BODY = (
    "envelope_id",
    "sequence",
    "at",
    "kind",
    "actor",
    "actor_id",
    "document_id",
    "document_sha256",
    "data",
    "personal_digest",
    "previous",
)
"""What an event's hash covers."""


def canonical(value: Any) -> bytes:
    """JSON as it is hashed: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def check_chain(contents: Contents, envelope_id: str, report: Report) -> list[dict[str, Any]]:
    """Recomputes every hash and every personal digest; gives the events."""
    report.heading("section_chain")
    record = contents.read_json(EVENTS, report)
    events: list[dict[str, Any]] = record["events"]
    if record["envelope_id"] != envelope_id or any(event["envelope_id"] != envelope_id for event in events):
        report.bad("manifest_wrong")
    if not events:
        report.bad("chain_empty")
        return events
    if _chained(events, report):
        report.good("chain_holds", count=len(events), head=events[-1]["hash"])
    _check_personal(events, report)
    return events


def _chained(events: list[dict[str, Any]], report: Report) -> bool:
    previous = GENESIS_HASH
    for number, event in enumerate(events, start=1):
        computed = hashlib.sha256(canonical({name: event[name] for name in BODY})).hexdigest()
        if (event["sequence"], event["previous"], event["hash"]) != (number, previous, computed):
            report.bad("event_broken", number=number)
            return False
        previous = event["hash"]
    return True


def _check_personal(events: list[dict[str, Any]], report: Report) -> None:
    redacted = 0
    for event in events:
        if event["personal"] is None:
            redacted += 1
            continue
        salted = bytes.fromhex(event["personal_salt"]) + canonical(event["personal"])
        if hashlib.sha256(salted).hexdigest() != event["personal_digest"]:
            report.bad("personal_broken", number=event["sequence"])
    if redacted:
        report.note("personal_redacted", count=redacted)


def check_chain_stamp(
    token: bytes, sequence: int, events: list[dict[str, Any]], tools: Tools, report: Report
) -> None:
    """The timestamp over the hash of event `sequence`, which fixes all events up to it."""
    try:
        head = bytes.fromhex(events[sequence - 1]["hash"])
        time = parse_token_info(token).time
        fault = tools.token_fault(token, head)
    except (MalformedDer, ValueError, IndexError) as error:
        fault = str(error)
    if fault:
        report.bad("chain_stamp_bad", cause=fault)
        return
    authority = tools.signer_name(token)
    report.good("chain_stamped", number=sequence, time=written_time(time), authority=authority)
    if len(events) > sequence:
        report.note("later_events", count=len(events) - sequence)


def check_renewals(tokens: list[bytes], tools: Tools, report: Report) -> None:
    """The timestamps after the first, each over the whole one before: that one was there while it held."""
    for number, token in enumerate(tokens[1:]):
        before = tokens[number]
        try:
            time = parse_token_info(token).time
            fault = tools.token_fault(token, before)
        except (MalformedDer, ValueError) as error:
            fault = str(error)
        if fault:
            report.bad("chain_stamp_bad", cause=fault)
            return
        report.good("chain_restamped", time=written_time(time), authority=tools.signer_name(token))

"""A whole local stack for the fault tests, with one owner on it."""

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.demo.inbox import Inbox
from deploy.demo.owner import Owner
from deploy.demo.sample import sample_contract
from deploy.stack.stack import Stack
from tests.contracts import contract_for
from tests.faults.patience import PatientApi
from tests.faults.traces import Traces


@dataclass(frozen=True)
class Scene:
    """The running stack, its owner with an uploaded document, and the means to look behind it."""

    stack: Stack
    owner: Owner
    inbox: Inbox
    traces: Traces
    document: dict[str, object]

    def api(self) -> PatientApi:
        """A fresh connection, as another person's browser has."""
        return PatientApi(self.stack.addresses["api"])


@pytest.fixture(scope="module")
def scene(scratch: Path) -> Iterator[Scene]:
    """Starts the stack once for all faults: what one of them breaks, the next would notice."""
    with Stack(scratch / "faults", given={}) as stack:
        stack.start()
        inbox = Inbox(stack.addresses["inbox"])
        owner = Owner(PatientApi(stack.addresses["api"]), inbox)
        email = f"ana.{secrets.token_hex(4)}@faults.example"
        owner.register(email)
        asyncio.run(contract_for(stack.env, email))
        owner.take_key()
        document = owner.upload(sample_contract(scratch / "faults" / "sample"))
        traces = Traces(stack.env["DATABASE_OWNER_URL"], stack.addresses["inbox"])
        yield Scene(stack, owner, inbox, traces, document)

"""Prepares a Temporal namespace: creates it and its search attributes where they are missing."""

import asyncio
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest, RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from workflows.search_attributes import BUSINESS, NEXT_DEADLINE, STATUS

SEARCH_ATTRIBUTES = (STATUS, BUSINESS, NEXT_DEADLINE)

RETENTION = timedelta(days=30)
"""How long Temporal keeps the history of an envelope that has ended; the evidence is not in it."""

USABLE_WITHIN = timedelta(seconds=60)
_POLL = 0.2
_NOT_YET = (
    RPCStatusCode.NOT_FOUND,
    RPCStatusCode.INVALID_ARGUMENT,
    RPCStatusCode.UNAVAILABLE,
    RPCStatusCode.RESOURCE_EXHAUSTED,
)


async def prepare_namespace(client: Client, retention: timedelta = RETENTION) -> None:
    """Creates the client's namespace and the search attributes, and waits until both can be used.

    Safe to repeat. Where the operator's API is closed (Temporal Cloud), create both there beforehand: this
    then only finds them. Raises `TimeoutError` when they are not usable within a minute, `RPCError` when
    creating them is refused.
    """
    async with asyncio.timeout(USABLE_WITHIN.total_seconds()):
        await _register(client, retention)
        await _wait_for(client, "")
        await _add_search_attributes(client)
        for key in SEARCH_ATTRIBUTES:
            await _wait_for(client, f"{key.name} IS NULL")


async def _register(client: Client, retention: timedelta) -> None:
    kept = Duration()
    kept.FromTimedelta(retention)
    request = RegisterNamespaceRequest(
        namespace=client.namespace,
        description="Rúbrica: electronically signed documents",
        workflow_execution_retention_period=kept,
    )
    try:
        await client.workflow_service.register_namespace(request)
    except RPCError as error:
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise


async def _add_search_attributes(client: Client) -> None:
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    missing = {
        key.name: IndexedValueType.ValueType(key.indexed_value_type)
        for key in SEARCH_ATTRIBUTES
        if key.name not in known.custom_attributes
    }
    if not missing:
        return
    request = AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
    try:
        await client.operator_service.add_search_attributes(request)
    except RPCError as error:  # another process was quicker
        if error.status is not RPCStatusCode.ALREADY_EXISTS:
            raise


async def _wait_for(client: Client, query: str) -> None:
    """Waits until the namespace answers `query`: the server's caches learn of new names after seconds."""
    request = ListWorkflowExecutionsRequest(namespace=client.namespace, page_size=1, query=query)
    while True:
        try:
            await client.workflow_service.list_workflow_executions(request)
        except RPCError as error:
            if error.status not in _NOT_YET:
                raise
            await asyncio.sleep(_POLL)
        else:
            return

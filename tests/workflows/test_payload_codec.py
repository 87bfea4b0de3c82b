"""What goes through Temporal is encrypted, and keys can be changed."""

import base64
import os
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from pydantic import SecretStr
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from workflows.connection import data_converter
from workflows.envelope_messages import ChangeExpiryAct
from workflows.payload_codec import PayloadCodec, PayloadKeyError

OLD, NEW = os.urandom(32), os.urandom(32)
SECRET = b'"env_01M810HMGDS29T7XDA3HNXYHQ9"'


def _payload() -> Payload:
    return Payload(metadata={"encoding": b"json/plain", "kind": b"private"}, data=SECRET)


@pytest.mark.rule("M5")
async def test_hides_data_and_metadata() -> None:
    (sealed,) = await PayloadCodec({"a": NEW}).encode([_payload()])
    wire = sealed.SerializeToString()
    assert SECRET not in wire
    assert b"private" not in wire
    assert await PayloadCodec({"a": NEW}).decode([sealed]) == [_payload()]


async def test_equal_payloads_differ_on_the_wire() -> None:
    first, second = await PayloadCodec({"a": NEW}).encode([_payload(), _payload()])
    assert first.data != second.data


async def test_new_key_encrypts_and_old_one_still_decrypts() -> None:
    (old,) = await PayloadCodec({"2025": OLD}).encode([_payload()])
    both = PayloadCodec({"2026": NEW, "2025": OLD})
    assert await both.decode([old]) == [_payload()]
    (new,) = await both.encode([_payload()])
    assert new.metadata["encryption-key-id"] == b"2026"


async def test_payloads_of_the_server_itself_pass() -> None:
    assert await PayloadCodec({"a": NEW}).decode([_payload()]) == [_payload()]


async def test_refuses_unknown_key() -> None:
    (sealed,) = await PayloadCodec({"a": OLD}).encode([_payload()])
    with pytest.raises(PayloadKeyError, match="no payload key 'a'"):
        await PayloadCodec({"b": NEW}).decode([sealed])


@pytest.mark.parametrize("position", [0, 12, -1])
async def test_refuses_one_changed_byte(position: int) -> None:
    codec = PayloadCodec({"a": NEW})
    (sealed,) = await codec.encode([_payload()])
    altered = bytearray(sealed.data)
    altered[position] ^= 1
    sealed.data = bytes(altered)
    with pytest.raises(PayloadKeyError, match="altered"):
        await codec.decode([sealed])


async def test_refuses_a_payload_relabelled_with_another_key_id() -> None:
    """The same key under two ids must not be interchangeable: the id is authenticated."""
    codec = PayloadCodec({"a": NEW, "b": NEW})
    (sealed,) = await codec.encode([_payload()])
    sealed.metadata["encryption-key-id"] = b"b"
    with pytest.raises(PayloadKeyError, match="altered"):
        await codec.decode([sealed])


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({}, "names no key"),
        ({"a": "c2hvcnQ="}, "32 bytes"),
        ({"a": "ñ"}, "base64"),
        ({"": "AAAA"}, "32 bytes"),
    ],
)
def test_names_unusable_keys(keys: dict[str, str], message: str) -> None:
    with pytest.raises(PayloadKeyError, match=message):
        PayloadCodec.from_base64(keys)


async def test_converter_brings_messages_back_with_their_types() -> None:
    converter = data_converter(_settings())
    act = ChangeExpiryAct("usr_1", "act_1", datetime(2026, 12, 24, 23, tzinfo=UTC))
    payloads = await converter.encode([act])
    assert b"usr_1" not in payloads[0].SerializeToString()
    assert await converter.decode(payloads, [ChangeExpiryAct]) == [act]


async def test_converter_encrypts_messages_of_failures() -> None:
    converter = data_converter(_settings())
    failure = Failure()
    await converter.encode_failure(ApplicationError("ana@example.com bounced", type="mail"), failure)
    assert b"ana@example.com" not in failure.SerializeToString()
    error = await converter.decode_failure(failure)
    assert "ana@example.com bounced" in str(error)


def _settings() -> SimpleNamespace:
    return SimpleNamespace(payload_keys={"a": SecretStr(base64.b64encode(NEW).decode())})

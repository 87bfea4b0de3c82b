"""What passes through Temporal is typed by converters that share what they have learnt."""

from types import SimpleNamespace

from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter

from tests.conftest import recorded_payload_keys
from workflows.connection import TypedPayloads, data_converter
from workflows.subscription_messages import SubscriptionStart


def test_each_run_has_a_converter_and_all_learn_types_once() -> None:
    made = data_converter(SimpleNamespace(payload_keys=recorded_payload_keys())).payload_converter_class
    one, other = made(), made()
    assert isinstance(one, TypedPayloads)
    assert isinstance(other, TypedPayloads)
    json = one.converters[b"json/plain"]
    assert isinstance(json, PydanticJSONPlainPayloadConverter)
    assert json is other.converters[b"json/plain"]


def test_a_dataclass_comes_back_as_it_went() -> None:
    start = SubscriptionStart("sbc_1")
    converter = TypedPayloads()
    (payload,) = converter.to_payloads([start])
    assert converter.from_payloads([payload], [SubscriptionStart]) == [start]

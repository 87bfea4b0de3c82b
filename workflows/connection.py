"""How the service speaks to Temporal: address, TLS, and the converter that API, worker and replayer share."""

from typing import Protocol

from pydantic import SecretStr
from temporalio.client import Client, TLSConfig
from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
)
from temporalio.runtime import Runtime

from settings import Settings
from workflows.payload_codec import PayloadCodec

_JSON = PydanticJSONPlainPayloadConverter()


class TypedPayloads(CompositePayloadConverter):
    """Types by pydantic, learnt once a process.

    The SDK makes a converter for each run of a workflow, and each would learn them anew.
    """

    def __init__(self) -> None:
        own = DefaultPayloadConverter.default_encoding_payload_converters
        super().__init__(*(_JSON if isinstance(one, JSONPlainPayloadConverter) else one for one in own))


class _WithPayloadKeys(Protocol):
    @property
    def payload_keys(self) -> dict[str, SecretStr]: ...


def payload_codec(settings: _WithPayloadKeys) -> PayloadCodec:
    """The codec of `settings.payload_keys`; raises `PayloadKeyError` when they are missing or malformed."""
    return PayloadCodec.from_base64(
        {key_id: key.get_secret_value() for key_id, key in settings.payload_keys.items()}
    )


def data_converter(settings: _WithPayloadKeys) -> DataConverter:
    """Everything is encrypted; messages and stack traces of failures as well."""
    return DataConverter(
        payload_converter_class=TypedPayloads,
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
        payload_codec=payload_codec(settings),
    )


async def connect(settings: Settings, *, lazy: bool = False, runtime: Runtime | None = None) -> Client:
    """A client of the namespace in `settings`.

    `lazy=True` connects at the first call, so that the API starts while Temporal is away. Raises
    `RuntimeError` when the server cannot be reached and `PayloadKeyError` for unusable keys.
    """
    key = settings.temporal_api_key
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        api_key=key.get_secret_value() if key else None,
        tls=_tls(settings),
        data_converter=data_converter(settings),
        lazy=lazy,
        runtime=runtime,
    )


def _tls(settings: Settings) -> TLSConfig | bool:
    """TLS with the files that are set; plain only when neither TLS, nor a file, nor an API key is set."""
    authority = settings.temporal_tls_server_ca_file
    certificate = settings.temporal_tls_client_cert_file
    key = settings.temporal_tls_client_key_file
    if authority or certificate or key:
        return TLSConfig(
            server_root_ca_cert=authority.read_bytes() if authority else None,
            client_cert=certificate.read_bytes() if certificate else None,
            client_private_key=key.read_bytes() if key else None,
        )
    return settings.temporal_tls or settings.temporal_api_key is not None

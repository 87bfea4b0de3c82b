"""Challenges of the captcha, as the ALTCHA protocol (version 2) has them."""

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from api.schemas.common import Schema


class _Protocol(Schema):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class CaptchaParameters(_Protocol):
    """Derive keys from `nonce` and a counter until one begins with `keyPrefix`. All but numbers is hex."""

    algorithm: str
    nonce: str
    salt: str
    cost: int
    key_length: int
    key_prefix: str
    key_signature: str
    expires_at: Annotated[int, Field(description="Unix time in seconds.")]


class CaptchaChallenge(_Protocol):
    """A signed challenge.

    Its solution goes into the header `Rubrica-Captcha`: base64 of `{"challenge": …, "solution":
    {"counter": …, "derivedKey": …}}`, which is what ALTCHA's own clients give.
    """

    parameters: CaptchaParameters
    signature: str

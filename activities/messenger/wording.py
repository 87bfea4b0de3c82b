"""What the messages say. WhatsApp's templates are registered with these texts and variables."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from terms.messaging import MessagePurpose

_VARIABLE = re.compile(r"\{\{(\d)\}\}")
TEXTS: Mapping[MessagePurpose, Mapping[str, str]] = MappingProxyType(
    {
        MessagePurpose.CODE: {
            "es": "{{1}} es tu código para recibir avisos de {{2}}. Vale 10 minutos. No se lo des a nadie.",
            "en": "{{1}} is your code to receive notices from {{2}}. Valid for 10 minutes. Do not share it.",
        },
        MessagePurpose.SIGN_REQUEST: {
            "es": "{{1}} te pide que firmes «{{2}}»: {{3}} También lo tienes en tu correo.",
            "en": "{{1}} asks you to sign “{{2}}”: {{3}} You have it in your e-mail as well.",
        },
        MessagePurpose.SIGN_REMINDER: {
            "es": "{{1}} espera tu firma en «{{2}}»: {{3}} También lo tienes en tu correo.",
            "en": "{{1}} is waiting for your signature on “{{2}}”: {{3}} You have it in your e-mail as well.",
        },
    }
)


def variables_of(*values: str) -> dict[str, str]:
    """The values by the numbers under which texts name them, from 1."""
    return {str(number): value for number, value in enumerate(values, start=1)}


def text_of(purpose: MessagePurpose, language: str, variables: Mapping[str, str]) -> str:
    """The text as the recipient reads it."""
    return _VARIABLE.sub(lambda found: variables[found.group(1)], TEXTS[purpose][language])

"""Who writes which letter outside envelopes."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail import (
    acceptance_letters,
    account_letters,
    credential_letters,
    member_letters,
    misuse_letters,
    ownership_letters,
    review_letters,
    security_letters,
    staff_letters,
    subscription_letters,
    terms_letters,
)
from activities.mail.account_letters import Writer
from activities.mail.messages import Purpose

WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        **acceptance_letters.WRITERS,
        **account_letters.WRITERS,
        **credential_letters.WRITERS,
        **member_letters.WRITERS,
        **misuse_letters.WRITERS,
        **ownership_letters.WRITERS,
        **review_letters.WRITERS,
        **security_letters.WRITERS,
        **staff_letters.WRITERS,
        **subscription_letters.WRITERS,
        **terms_letters.WRITERS,
    }
)

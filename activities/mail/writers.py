"""Who writes which letter outside envelopes."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail import (
    acceptance_letters,
    account_letters,
    alarm_letters,
    breach_letters,
    channel_letters,
    closing_letters,
    credential_letters,
    deletion_letters,
    export_letters,
    instruction_letters,
    member_letters,
    misuse_letters,
    officer_letters,
    opening_letters,
    ownership_letters,
    recovery_letters,
    retention_letters,
    review_letters,
    rights_letters,
    security_letters,
    staff_letters,
    subprocessor_letters,
    subscription_letters,
    terms_letters,
)
from activities.mail.account_letters import Writer
from activities.mail.messages import Purpose

WRITERS: Mapping[Purpose, Writer] = MappingProxyType(
    {
        **acceptance_letters.WRITERS,
        **account_letters.WRITERS,
        **alarm_letters.WRITERS,
        **channel_letters.WRITERS,
        **closing_letters.WRITERS,
        **breach_letters.WRITERS,
        **credential_letters.WRITERS,
        **recovery_letters.WRITERS,
        **deletion_letters.WRITERS,
        **export_letters.WRITERS,
        **instruction_letters.WRITERS,
        **member_letters.WRITERS,
        **misuse_letters.WRITERS,
        **officer_letters.WRITERS,
        **opening_letters.WRITERS,
        **ownership_letters.WRITERS,
        **retention_letters.WRITERS,
        **review_letters.WRITERS,
        **rights_letters.WRITERS,
        **security_letters.WRITERS,
        **staff_letters.WRITERS,
        **subprocessor_letters.WRITERS,
        **subscription_letters.WRITERS,
        **terms_letters.WRITERS,
    }
)

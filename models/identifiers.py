"""Prefixed, sortable identifiers: the prefix says what it names, the ULID when it was made."""

from enum import StrEnum

from ulid import ULID


class Prefix(StrEnum):
    """One prefix per kind of thing."""

    USER = "usr"
    REGISTRATION = "reg"
    BUSINESS = "biz"
    ACCEPTANCE = "acc"
    SESSION = "ses"
    DEVICE = "dev"
    PASSWORD_RESET = "rst"  # noqa: S105 - a prefix, no secret
    LETTER = "ltr"
    TOTP = "otp"
    PASSKEY = "psk"
    API_KEY = "key"
    DOCUMENT = "doc"
    ENVELOPE = "env"
    SIGNER = "sgn"
    FIELD = "fld"
    LINK = "lnk"
    SUBMISSION = "sub"
    ACT = "act"
    REVISION = "rev"
    CERTIFICATE = "crt"
    MAIL = "mai"
    EVENT = "evt"
    PLAN = "pln"
    PROMOTION = "prm"
    INVITATION = "inv"
    DEPARTURE = "dep"
    OWNERSHIP_TRANSFER = "otr"
    BUSINESS_CHANGE = "bch"
    ACTIVITY = "atv"
    ACCESS_REVIEW = "rvw"
    ACCESS_REVIEW_ITEM = "rvi"
    SUBSCRIPTION = "sbc"
    BILL = "bil"
    PAYMENT_ATTEMPT = "pat"
    REFUND = "rfd"
    INVOICE = "ivc"
    CARD_PAGE = "cpg"
    CREDENTIAL_REPORT = "crp"
    INCIDENT = "inc"
    STAFF_EVENT = "sev"
    STAFF_INVITATION = "stf"
    STAFF_ROLE_CHANGE = "src"
    MISUSE_REPORT = "mis"
    MISUSE_DECISION = "mdc"
    MISUSE_APPEAL = "map"
    MISUSE_ACT = "mac"
    OPENING = "opn"
    CUSTOMER_LOOKUP = "clk"
    OPENING_VIEW = "opv"


def new_id(prefix: Prefix) -> str:
    """A fresh id such as `env_01K9…`; ids of one kind sort by the millisecond they were made."""
    return f"{prefix.value}_{ULID()}"

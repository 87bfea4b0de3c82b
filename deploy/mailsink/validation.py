"""What SendGrid's `mail/send` refuses, with its error shape: message, field, help."""

import base64
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

HELP = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html"
CUSTOM_ARGS_MAX_BYTES = 10_000
RESERVED_HEADERS = frozenset(
    {
        "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type",
        "content-transfer-encoding", "to", "from", "subject", "reply-to", "cc", "bcc",
    }
)  # fmt: skip
_ADDRESS = re.compile(r"[^@\s\"<>(),:;\[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a request."""

    message: str
    field: str | None = None
    help: str | None = HELP


def error_body(*faults: Fault) -> dict[str, Any]:
    """The body of an answer that is not 2xx."""
    return {"errors": [asdict(fault) for fault in faults]}


def is_address(text: object) -> bool:
    """Whether it is an address that SendGrid takes."""
    return isinstance(text, str) and len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def faults_of(request: Any) -> list[Fault]:
    """Everything wrong with the body of a `mail/send` request."""
    if not isinstance(request, dict):
        return [Fault("Bad Request", None, None)]
    return [
        *_personalizations(request.get("personalizations")),
        *_from(request.get("from")),
        *_reply_to(request.get("reply_to")),
        *_subject(request),
        *_content(request.get("content")),
        *_headers(request.get("headers")),
        *_custom_args(request.get("custom_args"), "custom_args"),
        *_attachments(request.get("attachments")),
    ]


def _personalizations(found: Any) -> Iterator[Fault]:
    if not isinstance(found, list) or not found:
        yield Fault("The personalizations field is required and must have at least one personalization.")
        return
    for number, one in enumerate(found):
        place = f"personalizations.{number}"
        if not isinstance(one, dict) or not isinstance(one.get("to"), list) or not one["to"]:
            yield Fault(
                "The to array is required for all personalization objects, and must have at least one email "
                "object with a valid email address.",
                f"{place}.to",
            )
            continue
        yield from _recipients(one, place)
        yield from _custom_args(one.get("custom_args"), f"{place}.custom_args")


def _recipients(one: dict[str, Any], place: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for kind in ("to", "cc", "bcc"):
        for index, party in enumerate(one.get(kind) or []):
            address = party.get("email") if isinstance(party, dict) else None
            if not is_address(address):
                yield Fault("Does not contain a valid address.", f"{place}.{kind}.{index}.email")
            elif str(address).lower() in seen:
                yield Fault(
                    "Each email address in the personalization block should be unique between to, cc, and "
                    f"bcc. We found the first duplicate instance of [{address}] in the {place}.{kind} field.",
                    place,
                )
            else:
                seen.add(str(address).lower())


def _from(found: Any) -> Iterator[Fault]:
    if not isinstance(found, dict) or not found.get("email"):
        yield Fault(
            "The from object must be provided for every email send. It is an object that requires the email "
            "parameter, but may also contain a name parameter.",
            "from.email",
        )
    elif not is_address(found["email"]):
        yield Fault("The from email does not contain a valid address.", "from.email")


def _reply_to(found: Any) -> Iterator[Fault]:
    if found is not None and not (isinstance(found, dict) and is_address(found.get("email"))):
        yield Fault("The reply_to email does not contain a valid address.", "reply_to.email")


def _subject(request: dict[str, Any]) -> Iterator[Fault]:
    found = request.get("subject")
    own = [one.get("subject") for one in request.get("personalizations") or [] if isinstance(one, dict)]
    if not found and not (own and all(own)):
        yield Fault(
            "The subject is required. You can get around this requirement if you use a template with a "
            "subject defined or if every personalization has a subject defined.",
            "subject",
        )
    elif any(sign in str(found) for sign in "\r\n"):
        yield Fault("The subject must not contain line breaks.", "subject")


def _content(found: Any) -> Iterator[Fault]:
    if not isinstance(found, list) or not found:
        yield Fault(
            "Unless a valid template_id is provided, the content parameter is required. There must be at "
            "least one defined content block.",
            "content",
        )
        return
    kinds = [part.get("type") if isinstance(part, dict) else None for part in found]
    if "text/plain" in kinds[1:]:
        yield Fault(
            "If present, text/plain and text/html may only be provided once, and text/plain must be first.",
            "content.0.type",
        )
    for index, part in enumerate(found):
        if not isinstance(part, dict) or not part.get("type"):
            yield Fault(
                "The content type must be a string at least one character in length.", f"content.{index}.type"
            )
        elif not isinstance(part.get("value"), str) or not part["value"]:
            yield Fault(
                "The content value must be a string at least one character in length.",
                f"content.{index}.value",
            )


def _headers(found: Any) -> Iterator[Fault]:
    if found is None:
        return
    if not isinstance(found, dict):
        yield Fault("The headers parameter must be an object.", "headers")
        return
    for name, value in found.items():
        if name.lower() in RESERVED_HEADERS:
            yield Fault("The headers parameter must not contain any reserved headers.", f"headers.{name}")
        elif not isinstance(value, str) or any(sign in value for sign in "\r\n"):
            yield Fault("Header values must be strings of one line.", f"headers.{name}")


def _custom_args(found: Any, place: str) -> Iterator[Fault]:
    if found is None:
        return
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        yield Fault("Custom arg values must be strings.", place)
    elif (
        sum(len(name.encode()) + len(value.encode()) for name, value in found.items()) > CUSTOM_ARGS_MAX_BYTES
    ):
        yield Fault(f"Custom args exceed {CUSTOM_ARGS_MAX_BYTES} bytes.", place)


def _attachments(found: Any) -> Iterator[Fault]:
    for index, one in enumerate(found or []):
        try:
            if not one.get("filename"):
                yield Fault("The attachment filename is required.", f"attachments.{index}.filename")
            base64.b64decode(one["content"], validate=True)
        except (AttributeError, KeyError, TypeError, ValueError):
            yield Fault("The attachment content must be base64 encoded.", f"attachments.{index}.content")

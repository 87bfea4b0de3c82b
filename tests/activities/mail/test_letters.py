"""Every mail in both languages, with what hostile users might write, as it arrives at the recipient."""

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError
from sqlalchemy import update
from temporalio.exceptions import ApplicationError

from activities.mail.content import MailTemplates
from activities.mail.facts import Letter, Recipient
from activities.mail.links import LinkTokens
from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from models import Registration, Signer, User
from models.database import Database
from models.identifiers import Prefix, new_id
from tests.activities.mail.conftest import HOLDER
from tests.activities.mail.envelopes import (
    BUSINESS_TAX_ID,
    SentEnvelope,
    Wording,
    requested_registration,
    sent_envelope,
)
from tests.activities.mail.orders import to_sender, to_signer
from tests.activities.mail.running_sink import RunningSink

HOSTILE = Wording(
    business="Acme\r\nBcc: victim@example.com",
    sender='Eve "quotes" <eve@example.com>',
    signer="<script>alert(1)</script>",
    other="\u202egnp.exe\u202c{{ 7*7 }}",
    title='"><img src=x onerror=alert(1)>\nX-Injected: yes \U0001f469\u200d\U0001f680',
    message="</td></table><script>alert(2)</script>\n\n\n\n\u2067שלום\u2069\x00".replace("\x00", "\x07"),
    reason="javascript:alert(3)\r\n.\r\nQUIT",
    document='a&b<c>"d".pdf',
)
LANGUAGES = ("es", "en")
FOR_SIGNER = [purpose for purpose in Purpose if purpose.value.startswith(("sign-", "envelope-"))]
FOR_SENDER = [purpose for purpose in Purpose if purpose.value.startswith(("envelope-", "signer-"))]


class Elements(HTMLParser):
    """Tags, attributes and visible text of a mail."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def assert_tame(message: dict[str, str]) -> None:
    """Nothing that users wrote acts, hides or starts a header."""
    elements = Elements(message["html"])
    assert not {"script", "img", "iframe", "form", "object", "svg", "link"} & set(elements.tags)
    assert not [name for name, _ in elements.attributes if name.startswith("on")]
    assert {value for name, value in elements.attributes if name == "href"} == set(message["links"])
    assert all(link.startswith("https://firma.example/") for link in message["links"])
    assert elements.tags.count("h1") == 1
    for text in (message["subject"], message["from"], message["text"], message["html"]):
        controls = {sign for sign in text if unicodedata.category(sign) == "Cc"} - {"\n"}
        assert not controls
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
        assert "{{" not in text.replace("{{ 7*7 }}", "")
    assert "\n" not in message["subject"] + message["from"]
    assert len(message["subject"]) <= 180
    assert set(message["headers"]) <= {
        "From", "To", "Subject", "Reply-To", "Message-ID", "Auto-Submitted", "Content-Language",
    }  # fmt: skip
    assert "None" not in message["text"]


@pytest.fixture(params=LANGUAGES)
async def hostile(request: pytest.FixtureRequest, database: Database) -> SentEnvelope:
    """An envelope whose every word is hostile."""
    return await sent_envelope(database, HOSTILE, language=request.param)


async def test_signers_mails(hostile: SentEnvelope, mailer: Mailer, sink: RunningSink) -> None:
    for purpose in FOR_SIGNER:
        await mailer.send(to_signer(hostile, purpose))
    messages = sink.messages(hostile.signer_address)
    assert len(messages) == len(FOR_SIGNER) == 9
    assert len({message["subject"] for message in messages}) == 9
    for message in messages:
        assert_tame(message)
        (link,) = message["links"]
        assert re.fullmatch(r"https://firma\.example/sign/[A-Za-z0-9_-]{43}", link)
        assert link in message["text"]
        for said in ("Acme Bcc: victim@example.com", f"{BUSINESS_TAX_ID},", "Calle Mayor 4, 03001, Alicante"):
            assert said in Elements(message["html"]).text
        joined = " ".join(message["text"].split())
        assert hostile.sender_address in joined, "where rights are exercised (E3)"
        assert HOLDER.dpo_email in joined
        assert "<script>alert(1)</script>" in joined, "text shows names as they are"
        assert message["headers"]["Reply-To"].endswith(f"<{hostile.sender_address}>")
        assert message["from"] == "Acme Bcc: victim@example.com · Rúbrica <firma@firma.example>"
        assert message["tracking_settings"]["click_tracking"] == {"enable": False, "enable_text": False}
        assert message["tracking_settings"]["open_tracking"] == {"enable": True}


async def test_senders_mails(hostile: SentEnvelope, mailer: Mailer, sink: RunningSink) -> None:
    for purpose in FOR_SENDER:
        await mailer.send(to_sender(hostile, purpose))
    messages = sink.messages(hostile.sender_address)
    assert len(messages) == len(FOR_SENDER) == 6
    for message in messages:
        assert_tame(message)
        assert message["from"] == "Rúbrica <firma@firma.example>"


@pytest.mark.rule("E3")
@pytest.mark.parametrize(
    ("language", "deadline"),
    [
        ("es", "22 de diciembre de 2026, 24:00 (Europe/Madrid)"),
        ("en", "22 December 2026, 24:00 (Europe/Madrid)"),
    ],
)
async def test_request_says_who_what_and_until_when(
    database: Database, mailer: Mailer, sink: RunningSink, language: str, deadline: str
) -> None:
    sent = await sent_envelope(database, language=language)
    await mailer.send(to_signer(sent))
    (message,) = sink.messages(sent.signer_address)
    assert "Gestoría Martínez & Hijos" in message["subject"]
    assert "Contrato de arrendamiento" in message["subject"]
    assert message["headers"]["Content-Language"] == language
    assert f'<html lang="{language}"' in message["html"]
    for form in (message["text"], Elements(message["html"]).text):
        for said in (
            "Lucía Pérez",
            "Contrato de arrendamiento",
            "contrato.pdf",
            "Revisa la cláusula 7.",
            deadline,
        ):
            assert said in form


async def test_sender_reads_dates_in_their_own_zone(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    sent = await sent_envelope(database)
    await mailer.send(to_sender(sent, Purpose.ENVELOPE_EXPIRED))
    (message,) = sink.messages(sent.sender_address)
    assert "22 de diciembre de 2026, 23:00 (Atlantic/Canary)" in message["text"]


async def test_who_declined_is_addressed_differently(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    sent = await sent_envelope(database)
    await mailer.send(to_signer(sent, Purpose.ENVELOPE_DECLINED))
    (message,) = sink.messages(sent.signer_address)
    assert "John O’Neill ha rechazado firmar" in message["text"]
    assert "> La renta no es la acordada." in message["text"]

    own = MailOrder(f"own:{sent.other_id}", Purpose.ENVELOPE_DECLINED, sent.envelope_id, sent.other_id)
    await mailer.send(own)
    (message,) = sink.messages(sent.other_id.lower())
    assert "Ha rechazado firmar" in message["text"]


async def test_registration_is_verified_by_a_derived_link(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens
) -> None:
    registration_id = new_id(Prefix.REGISTRATION)
    token = tokens.token(registration_id)
    address = await requested_registration(database, tokens.sha256(token), registration_id)
    order = MailOrder(f"verify:{registration_id}", Purpose.VERIFY_EMAIL, registration_id=registration_id)
    await mailer.send(order)
    (message,) = sink.messages(address)
    assert message["links"] == [f"https://firma.example/verify#{token}"]
    assert "23 November 2026, 10:00 (Europe/Madrid)" in message["text"]
    assert_tame(message)


@pytest.mark.parametrize("purpose", [Purpose.VERIFY_REMINDER, Purpose.VERIFY_NEW_LINK])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_later_link_of_a_registration_is_the_newest_one(
    database: Database, mailer: Mailer, sink: RunningSink, tokens: LinkTokens, purpose: Purpose, language: str
) -> None:
    registration_id = new_id(Prefix.REGISTRATION)
    address = await requested_registration(
        database, tokens.sha256(tokens.token(registration_id)), registration_id
    )
    async with database.transaction() as session:
        await session.execute(
            update(Registration)
            .where(Registration.id == registration_id)
            .values(link_number=3, language=language)
        )
    await mailer.send(MailOrder(f"later:{registration_id}", purpose, registration_id=registration_id))
    (message,) = sink.messages(address)
    newest = tokens.verification_token(registration_id, 3)
    assert newest != tokens.token(registration_id)
    assert message["links"] == [f"https://firma.example/verify#{newest}"]
    assert_tame(message)


@pytest.mark.parametrize("purpose", [Purpose.WELCOME, Purpose.FINISH_SIGN_UP])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_guidance_names_what_is_missing(
    database: Database, mailer: Mailer, sink: RunningSink, purpose: Purpose, language: str
) -> None:
    sent = await sent_envelope(database, HOSTILE, language=language)
    await mailer.send(MailOrder(f"guide:{sent.user_id}", purpose, user_id=sent.user_id))
    async with database.transaction() as session:
        await session.execute(update(User).where(User.id == sent.user_id).values(name=None))
    await mailer.send(MailOrder(f"guide again:{sent.user_id}", purpose, user_id=sent.user_id))
    unnamed, named = sink.messages(sent.sender_address)
    assert named["links"] == ["https://firma.example/app/business"]
    assert unnamed["links"] == ["https://firma.example/app/profile"]
    asked_for = {"es": ("zona horaria", "Su negocio"), "en": ("time zone", "Your business")}[language]
    assert [words in named["text"] for words in asked_for] == [False, True]
    assert [words in unnamed["text"] for words in asked_for] == [True, True]
    for message in (unnamed, named):
        assert_tame(message)


async def test_known_address_is_told_that_it_has_an_account(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    sent = await sent_envelope(database, language="en")
    order = MailOrder(f"known:{sent.user_id}", Purpose.ALREADY_REGISTERED, user_id=sent.user_id)
    await mailer.send(order)
    (message,) = sink.messages(sent.sender_address)
    assert message["subject"] == "You already have a Rúbrica account"
    assert message["links"] == ["https://firma.example/"]
    assert_tame(message)


async def test_mail_goes_to_the_address_it_was_ordered_for(
    database: Database, mailer: Mailer, sink: RunningSink
) -> None:
    sent = await sent_envelope(database)
    sink.faults(refuse_next=1)
    with pytest.raises(ApplicationError):
        await mailer.send(to_signer(sent))
    corrected = f"corrected.{sent.signer_address}"
    async with database.transaction() as session:
        await session.execute(update(Signer).where(Signer.id == sent.signer_id).values(email=corrected))
    await mailer.send(to_signer(sent))
    await mailer.send(to_signer(sent, number=2))
    addresses = [message["to"] for message in sink.messages(sent.signer_address)]
    assert addresses == [corrected, sent.signer_address]


def test_missing_fact_is_an_error_and_not_a_gap() -> None:
    templates = MailTemplates("Rúbrica", HOLDER)
    recipient = Recipient("signer", "a@example.com", "es", "Lucía", "Europe/Madrid")
    with pytest.raises(UndefinedError):
        templates.render(Letter(Purpose.SIGN_REQUEST, recipient, "https://firma.example/sign/x", ""))

"""Content and layout of the certificate: any names, many signers, long records; always PDF/A."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from activities.evidence.certificate_data import certificate_data, qr_content
from activities.evidence.compose import compose
from activities.evidence.glyphs import printable
from activities.evidence.wording import LANGUAGES, Clockface, words
from activities.mail.messages import Purpose
from activities.mail.writers import WRITERS
from terms.envelope import EnvelopeState, SignerState
from terms.evidence import ActorKind, EventKind
from terms.uploads import Change
from tests.activities.evidence.dossiers import HOLDER, START, USER_AGENT, ZONE, Story
from tests.activities.evidence.verapdf import assert_pdf_a


def data_of(story: Story) -> dict[str, Any]:
    return certificate_data(story.dossier(), story.timestamp(), HOLDER, ZONE, story.shown())


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode().replace("\u200b", "")


def pages_of(pdf: bytes, tmp_path: Path) -> int:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True)
    return next(int(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("Pages"))


def keys(value: Any) -> Any:
    return {name: keys(item) for name, item in value.items()} if isinstance(value, dict) else type(value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_happen_has_words(language: str) -> None:
    said = words(language)
    assert set(said["kinds"]) == set(EventKind)
    assert set(said["actors"]) == set(ActorKind)
    assert set(said["signer_states"]) == set(SignerState)
    assert set(said["states"]) == {state for state in EnvelopeState if state.is_final}
    assert set(said["changes"]) == set(Change)
    assert set(said["purposes"]) == set(Purpose) - WRITERS.keys()
    assert set(said["mail_kinds"]) == {kind for kind in EventKind if kind.value.startswith("mail:")}


def test_both_languages_have_the_same_words() -> None:
    assert keys(words("es")) == keys(words("en"))
    with pytest.raises(KeyError):
        words("fr")


def test_same_content_gives_the_same_bytes() -> None:
    data = data_of(Story(names=["Ana"]).completed())
    assert compose(data, START) == compose(data, START)


ANY_NAMES = (
    '#panic("no")',
    "] #let x = 1 [",
    "\\ \" ' $ * _ ` < > @ ~ {{}}",
    "{words} %s {0}",
    "李明 مريم Ольга Γιώργος",
    "🙂👩\u200d👩\u200d👧",
    "\x00\x07\u202egnp.exe\u200f",
    "\ue000\ufffe\U0010ffff",
    "e\u0301\u0328",
    "x" * 200,
)


@pytest.mark.timeout(600)
def test_any_name_gets_through_into_pdf_a_in_both_languages(tmp_path: Path) -> None:
    made = []
    for language in LANGUAGES:
        for name in ANY_NAMES:
            story = Story(names=[name, "Bo"], language=language).completed()
            story.envelope.title = story.documents[0].name = story.business.name = name
            made.append(compose(data_of(story), START))
    assert_pdf_a(tmp_path, *made)


def test_markup_in_names_is_shown_not_obeyed(tmp_path: Path) -> None:
    story = Story(names=['#panic("no")']).completed()
    assert '1. #panic("no")' in text_of(compose(data_of(story), START), tmp_path)


def test_letters_without_glyph_are_written_by_their_code() -> None:
    assert printable("a\u202eb") == "a[U+202E]b"
    assert printable("\x00") == "[U+0000]"
    assert printable("李", own_only=True) == "[U+674E]"
    assert printable(["Ñandú", 1, None, {"k": "ç"}]) == ["Ñandú", 1, None, {"k": "ç"}]


def test_long_words_can_break_but_hashes_and_ids_stay_whole() -> None:
    url = "https://firmas.example/" + "a" * 60
    broken = printable(url)
    assert broken.replace("\u200b", "") == url
    assert max(len(piece) for piece in broken.split("\u200b")) <= 12
    assert printable("ab" * 32) == "ab" * 32
    assert printable("env_01K9ZZZZZZZZZZZZZZZZZZZZZZ") == "env_01K9ZZZZZZZZZZZZZZZZZZZZZZ"


def test_fifty_signers_and_two_thousand_events(tmp_path: Path) -> None:
    story = Story(names=[f"Firmante número {n}" for n in range(50)]).completed()
    download = (EventKind.COPY_DOWNLOADED, ActorKind.SIGNER, story.signers[0].id)
    while len(story.events) < 2000:
        story.tell(*download, personal={"ip": "203.0.113.9", "user_agent": USER_AGENT})
    pdf = compose(data_of(story), START)
    assert pages_of(pdf, tmp_path) > 100
    said = text_of(pdf, tmp_path)
    assert story.events[0].hash in said
    assert story.events[1999].hash in said
    assert "50 de 50 firmaron" in said


def test_times_say_both_zones_and_the_day_where_it_differs() -> None:
    clock = Clockface("es", ZONE)
    assert clock.both(datetime(2026, 7, 1, 10, tzinfo=UTC)) == "01/07/2026 12:00:00 CEST (10:00:00 UTC)"
    assert clock.both(START) == "22/11/2026 23:58:03 CET (22:58:03 UTC)"
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert Clockface("en", ZONE).both(late) == "2026-11-23 00:30:00 CET (2026-11-22 23:30:00 UTC)"


def test_erased_personal_details_are_said_to_be() -> None:
    story = Story(names=["Ana"]).completed()
    story.events[0].personal, story.events[0].personal_salt = None, b""
    row = data_of(story)["events"][0]
    assert ["", words("es")["events"]["redacted"]] in row["details"]
    assert "203.0.113.9" not in json.dumps(row)


def test_identification_is_claimed_only_of_those_who_opened_the_link() -> None:
    story = Story(names=["Ana", "Bo", "Cleo"])
    story.open()
    story.invite(story.signers[0])
    story.view(story.signers[0])
    story.invite(story.signers[1])
    story.end("expired")
    said = words("es")["signer"]
    identified = [
        dict(row[:2] for row in block["rows"])[said["identified"]] for block in data_of(story)["signers"]
    ]
    assert identified[0].startswith("Control del buzón")
    assert identified[1].startswith("No abrió")
    assert identified[2] == said["not_invited"]


def test_a_link_that_also_went_to_a_telephone_is_not_said_to_have_gone_to_the_mailbox_alone() -> None:
    story = Story(names=["Ana", "Bo"])
    story.open()
    for signer in story.signers:
        story.invite(signer)
    about = {"signer_id": story.signers[0].id, "channel": "sms"}
    story.tell(EventKind.MESSAGE_ACCEPTED, ActorKind.MESSAGE_PROVIDER, data=about)
    for signer in story.signers:
        story.view(signer)
    story.end("expired")
    said = words("es")["signer"]
    told = [dict(row[:2] for row in block["rows"])[said["identified"]] for block in data_of(story)["signers"]]
    assert "teléfono que confirmó" in told[0]
    assert "enviado solo a" in told[1]


def test_unsealed_documents_are_not_said_to_be_sealed() -> None:
    story = Story(names=["Ana", "Bo"])
    story.open()
    story.invite(story.signers[0])
    story.sign(story.signers[0])
    story.mark(story.signers[0])
    story.end("voided", "Cambio de planes")
    data = data_of(story)
    labels = [row[0] for row in data["documents"][0]["rows"]]
    said = words("es")["document"]
    assert said["partial"] in labels
    assert said["result"] not in labels
    assert said["seal"] not in labels
    assert any("no llevan ese sello" in paragraph for paragraph in data["level"])


def test_qr_code_holds_what_the_verifier_shows() -> None:
    story = Story(names=["Ana"]).completed()
    content = qr_content(story.envelope.id, story.timestamp(), HOLDER)
    assert content.splitlines() == [
        HOLDER.service_url,
        story.envelope.id,
        str(len(story.events)),
        story.events[-1].hash,
    ]

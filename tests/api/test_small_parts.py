"""Small pieces: languages, values of fields, drawings, masked addresses, sentences, limits of attempts."""

import base64
import io
import zlib
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from activities.records.envelope_messages import Step
from api.access.credentials import Credentials
from api.acting.drawings import DRAWING_BYTES, drawing_of
from api.acting.signing_values import completed_values, initials
from api.frame.language import preferred_language
from api.problems.problem import Problem
from api.reading.explanation_words import summary
from api.reading.pages import RecentBytes, offered_width
from api.reading.signing import signing_status
from api.reading.signing_words import address_line, masked
from api.schemas.envelopes import PendingWork
from models import Envelope, Field, Session, Signer
from terms.envelope import EnvelopeState
from terms.sessions import Proof, Standing
from terms.subscription import DownloadReason, SubscriptionState
from terms.subscription import Standing as ServiceStanding

NOW = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
SIGNER = Signer(
    id="sgn_1", name="María del Mar Ruiz", email="mar@example.com", language="es", state="notified"
)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, None),
        ("", None),
        ("fr, de;q=0.5", None),
        ("en-GB,en;q=0.9,es;q=0.8", "en"),
        ("fr, es-ES;q=0.3, en;q=0.7", "en"),
        ("es;q=0, en;q=0.1", "en"),
        ("en;q=x, es", "es"),
    ],
)
def test_the_preferred_language(header: str | None, language: str | None) -> None:
    assert preferred_language(header) == language


def field(kind: str, required: bool = True) -> Field:
    """A field of that kind, named like it."""
    return Field(id=kind, kind=kind, required=required)


def test_what_the_service_knows_is_filled_in() -> None:
    fields = [field(kind) for kind in ("signature", "name", "email", "initials", "date")]
    values = completed_values(fields, {}, SIGNER, NOW, "Europe/Madrid")
    assert values == {
        "name": "María del Mar Ruiz",
        "email": "mar@example.com",
        "initials": initials(SIGNER.name),
        "date": "23/11/2026",
    }
    assert initials("María del Mar Ruiz") == "MDMR"
    given = completed_values(fields, {"initials": "MR"}, SIGNER, NOW, "Europe/Madrid")
    assert given["initials"] == "MR"


@pytest.mark.rule("E2")
def test_unacceptable_values_are_pointed_at() -> None:
    fields = [field("text"), field("checkbox"), field("name"), field("email", required=False)]
    given = {"checkbox": "yes", "name": True, "other": "x", "email": "x" * 2001}
    with pytest.raises(Problem) as refused:
        completed_values(fields, given, SIGNER, NOW, "Europe/Madrid")
    assert {(error["pointer"], error["code"]) for error in refused.value.errors} == {
        ("/values/other", "unknown_field"),
        ("/values/text", "missing"),
        ("/values/checkbox", "wrong_type"),
        ("/values/name", "wrong_type"),
        ("/values/email", "too_long"),
    }
    for blank in ({"text": "  ", "checkbox": True}, {"text": "x", "checkbox": False}):
        with pytest.raises(Problem):
            completed_values(fields[:2], blank, SIGNER, NOW, "Europe/Madrid")


def png(width: int, height: int) -> bytes:
    """A transparent PNG."""
    out = io.BytesIO()
    Image.new("RGBA", (width, height)).save(out, "PNG")
    return out.getvalue()


def bomb() -> bytes:
    """A PNG that claims 60,000 × 60,000 pixels."""
    header = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + bytes([8, 6, 0, 0, 0])
    chunk = (13).to_bytes(4, "big") + header + zlib.crc32(header).to_bytes(4, "big")
    return png(1, 1)[:8] + chunk + png(1, 1)[33:]


def test_a_drawing_is_a_small_whole_png() -> None:
    good = png(600, 200)
    assert drawing_of(base64.b64encode(good).decode()) == good
    jpeg = io.BytesIO()
    Image.new("RGB", (10, 10)).save(jpeg, "JPEG")
    refused = {
        "base64": b"",
        "too_large": b"\x89PNG" + b"x" * DRAWING_BYTES,
        "too_many_pixels": png(4097, 1),
        "not_a_png": jpeg.getvalue(),
    }
    for code, data in refused.items():
        text = base64.b64encode(data).decode() if data else "¡no!"
        with pytest.raises(Problem) as problem:
            drawing_of(text)
        assert problem.value.errors[0]["code"] == code
    for broken in (good[: len(good) // 2], bomb()):
        with pytest.raises(Problem):
            drawing_of(base64.b64encode(broken).decode())


@pytest.mark.rule("E2")
def test_of_a_drawing_nothing_is_kept_but_the_picture() -> None:
    """Neither how it was drawn nor where: not in words, not as EXIF, not as an animation, not behind it."""
    image = Image.new("RGBA", (60, 20))
    ImageDraw.Draw(image).line((5, 15, 50, 5), fill="black", width=3)
    known, place = PngInfo(), Image.Exif()
    known.add_text("strokes", "pressure 0.7 at 1700000000000")
    place[0x9286] = "38.3452 N, 0.4810 W"
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=known, exif=place, save_all=True, append_images=[image.rotate(9)])
    given = out.getvalue() + b"speed"
    kept = drawing_of(base64.b64encode(given).decode())
    for told in (b"strokes", b"eXIf", b"acTL", b"fdAT", b"speed"):
        assert told in given
        assert told not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert shown.info == {}
        assert shown.tobytes() == image.tobytes()
    with pytest.raises(Problem):
        drawing_of(base64.b64encode(png(9, 9)[:-12]).decode())


def test_addresses() -> None:
    assert masked("lucia.ferrer@correo.example.com") == "l•••@c•••.com"
    full = {"street": "Calle Mayor 1", "postal_code": "03001", "city": "Alicante", "region": "Alicante"}
    assert address_line(full) == "Calle Mayor 1, 03001 Alicante, Alicante"
    assert address_line({"street": "", "city": "Elche"}) == "Elche"


@pytest.mark.parametrize(
    ("state", "signer_state", "turn", "paused", "status"),
    [
        ("sent", "viewed", True, False, "ready"),
        ("sent", "bounced", True, False, "ready"),
        ("sent", "waiting", False, False, "not_your_turn"),
        ("sent", "viewed", True, True, "interrupted"),
        ("sent", "signed", False, True, "signed"),
        ("completed", "signed", False, False, "completed"),
        ("declined", "declined", False, False, "declined"),
        ("declined", "signed", False, False, "declined_by_other"),
        ("expired", "viewed", False, False, "expired"),
        ("voided", "viewed", False, False, "voided"),
    ],
)
def test_what_the_signing_page_shows(
    state: str, signer_state: str, turn: bool, paused: bool, status: str
) -> None:
    signer = Signer(id="sgn_1", state=signer_state)
    envelope = Envelope(state=state, waits_for=["sgn_1"] if turn else [], paused=paused)
    assert signing_status(envelope, signer) == status


def test_the_signing_page_says_interrupted_as_soon_as_the_senders_service_is() -> None:
    envelope = Envelope(state="sent", waits_for=["sgn_1"], paused=False)
    limited = ServiceStanding(SubscriptionState.DOWNLOAD_ONLY, DownloadReason.MISUSE)
    assert signing_status(envelope, Signer(id="sgn_1", state="viewed"), limited) == "interrupted"
    assert signing_status(envelope, Signer(id="sgn_1", state="signed"), limited) == "signed"


def test_the_sentence_names_what_keeps_failing() -> None:
    envelope = Envelope(state="sent", step=Step.SEALING.value)
    work = PendingWork(
        name="Seal document", attempts=8, last_error="TSA away", next_attempt_at=None, since=None
    )
    spanish = summary(envelope, [], [work], "running", "es")
    assert spanish == (
        "Todos han firmado: sellando el documento. "
        "«Seal document» ha fallado 7 veces y se sigue intentando; último error: TSA away"
    )


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("state", list(EnvelopeState))
def test_every_situation_has_its_sentence(state: EnvelopeState, step: Step, language: str) -> None:
    envelope = Envelope(state=state.value, step=step.value)
    sentence = summary(envelope, [], [], "running", language)
    assert sentence.endswith(".")
    assert "{" not in sentence


async def test_recent_bytes_forgets_the_oldest_and_keeps_no_failure() -> None:
    recent, made = RecentBytes(10), []

    async def make(value: bytes) -> bytes:
        made.append(value)
        if value == b"fail":
            raise ValueError
        return value

    for value in (b"aaaa", b"bbbb", b"aaaa", b"cccc", b"bbbb", b"x" * 11, b"x" * 11):
        assert await recent.get(value.decode(), lambda value=value: make(value)) == value
    assert made == [b"aaaa", b"bbbb", b"cccc", b"bbbb", b"x" * 11, b"x" * 11]
    for _ in range(2):
        with pytest.raises(ValueError):  # noqa: PT011 - any will do
            await recent.get("fail", lambda: make(b"fail"))
    assert made[-2:] == [b"fail", b"fail"]
    assert [offered_width(width) for width in (1, 200, 201, 2400)] == [200, 200, 400, 2400]


@pytest.mark.rule("M3")
@pytest.mark.parametrize(
    ("zone", "state"), [("Europe/Madrid", Standing.PASSWORD), ("Atlantic/Canary", Standing.OPEN)]
)
def test_a_password_of_the_staff_ends_at_midnight_where_the_holder_is(zone: str, state: Standing) -> None:
    """In Madrid, but not yet on the Canary Islands."""
    at = datetime(2027, 7, 19, 22, 30, tzinfo=UTC)
    credentials = Credentials(True, frozenset({Proof.TOTP}), datetime(2027, 1, 20, 9, tzinfo=UTC))
    assert credentials.standing_of(Session(second_factor_at=at), at, zone) is state

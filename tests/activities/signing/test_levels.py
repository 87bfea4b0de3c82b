"""Each level, judged by three independent validators."""

from datetime import UTC, datetime

import pytest

from activities.signing.errors import LevelError
from activities.signing.level import findings, require_level
from terms.signatures import Level
from tests.activities.signing.kit import Judges, SigningKit, request, text_place
from tests.activities.signing.papers import Sheet, paper


async def _levels(kit: SigningKit, pdf: bytes) -> list[Level]:
    return [finding.level for finding in await kit.run(findings, pdf, kit.anchors)]


@pytest.mark.rule("E4")
@pytest.mark.parametrize(("stamped", "level"), [(False, Level.B_B), (True, Level.B_T)])
async def test_a_signature_reaches_the_level_it_was_made_for(
    kit: SigningKit, judges: Judges, stamped: bool, level: Level
) -> None:
    signed = await kit.basic(paper(), request(), stamped=stamped)
    assert await _levels(kit, signed) == [level]
    await judges.require(signed, ["signature-sgn_1"], level.label)


async def test_a_signers_act_brings_its_own_validation_data(kit: SigningKit, judges: Judges) -> None:
    original = paper()
    signed = await kit.sign(original, request())
    assert signed.startswith(original)
    assert await _levels(kit, signed) == [Level.B_LTA]
    await judges.require(signed, ["signature-sgn_1"], "B-LTA")


@pytest.mark.rule("E4")
async def test_three_signers_and_the_seal_all_reach_b_lta(kit: SigningKit, judges: Judges) -> None:
    pdf = paper([Sheet(), Sheet(90)])
    others = [text_place(number) for number in (1, 2, 3)]
    names = {1: "Ana García", 2: "Ωmega Παπαδόπουλος", 3: "王小明"}
    for number, name in names.items():
        signed = await kit.sign(pdf, request(number, name, others=others, text=f"valor {number}"), name)
        assert signed.startswith(pdf), "an update is appended, what was there stays"
        pdf = signed
    fields = [f"signature-sgn_{number}" for number in names]
    assert await _levels(kit, pdf) == [Level.B_LTA] * 3
    await judges.require(pdf, fields, "B-LTA")
    sealed = await kit.seal(pdf)
    assert await _levels(kit, sealed) == [Level.B_LTA] * 4
    await judges.require(sealed, [*fields, "seal-env_1"], "B-LTA")


async def test_the_time_is_the_time_stamps_and_not_the_claimed_one(kit: SigningKit) -> None:
    asked = request()
    claimed = datetime(2020, 1, 1, tzinfo=UTC)
    before = datetime.now(UTC)
    signed = await kit.sign(paper(), type(asked)(**{**vars(asked), "claimed_at": claimed}))
    (finding,) = await kit.run(findings, signed, kit.anchors)
    assert finding.signed_at is not None
    assert before <= finding.signed_at <= datetime.now(UTC)


async def test_a_level_below_the_one_ordered_is_an_error(kit: SigningKit) -> None:
    signed = await kit.basic(paper(), request(), stamped=False)
    with pytest.raises(LevelError, match="reaches B-B, not B-T"):
        await kit.run(require_level, signed, kit.anchors, ["signature-sgn_1"], Level.B_T)


async def test_a_missing_signature_is_an_error(kit: SigningKit) -> None:
    signed = await kit.basic(paper(), request(), stamped=True)
    with pytest.raises(LevelError, match="no signature seal"):
        await kit.run(require_level, signed, kit.anchors, ["seal"], Level.B_T)


async def test_a_stranger_to_the_trust_anchors_reaches_no_level(kit: SigningKit, tmp_path) -> None:
    from deploy.pki.folder import PkiFolder

    other = PkiFolder(tmp_path / "other")
    other.create("http://127.0.0.1:1")
    signed = await kit.basic(paper(), request(), stamped=True)
    (finding,) = await kit.run(findings, signed, other.anchors.read_bytes())
    assert finding.level is Level.NONE
    assert finding.problem

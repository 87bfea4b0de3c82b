"""One altered byte is caught by every validator."""

from collections.abc import Callable

import pytest

from activities.signing.level import findings
from terms.signatures import Level
from tests.activities.signing.kit import VALIDATORS, Judges, SigningKit, request
from tests.activities.signing.papers import paper

Find = Callable[[bytes], int]


def _content(pdf: bytes) -> int:
    return pdf.index(b"Contrato 1")


def _later_update(pdf: bytes) -> int:
    """Within what the second signer added."""
    return pdf.index(b"/Rect", pdf.index(b"/Rect") + 1) + 8


def _signature(pdf: bytes) -> int:
    """Within the first signature's CMS, past its header: a hex digit."""
    return pdf.index(b"/Contents <") + 2400


@pytest.fixture(scope="module")
async def sealed(kit: SigningKit) -> bytes:
    pdf = await kit.sign(paper(), request(1))
    return await kit.seal(await kit.sign(pdf, request(2)))


@pytest.mark.parametrize("find", [_content, _later_update, _signature])
async def test_every_validator_sees_an_altered_byte(
    kit: SigningKit, judges: Judges, sealed: bytes, find: Find
) -> None:
    altered = _altered(sealed, find(sealed))
    assert await judges.failing(altered) == VALIDATORS
    levels = [finding.level for finding in await kit.run(findings, altered, kit.anchors)]
    assert Level.NONE in levels


async def test_an_altered_byte_of_the_validation_data_costs_the_long_term_level(
    kit: SigningKit, sealed: bytes
) -> None:
    """Only the last archive time stamp covers what came after the seal; pdfsig knows no such time stamps."""
    altered = _altered(sealed, sealed.rindex(b"/Type /DocTimeStamp") + 7)
    levels = [finding.level for finding in await kit.run(findings, altered, kit.anchors)]
    assert levels[:2] == [Level.B_LTA] * 2, "each signer's own archive time stamp still holds"
    assert levels[2] < Level.B_LTA


def _altered(pdf: bytes, position: int) -> bytes:
    byte = pdf[position]
    other = ord("1") if byte == ord("0") else ord("0") if chr(byte).isalnum() else byte ^ 1
    return pdf[:position] + bytes([other]) + pdf[position + 1 :]

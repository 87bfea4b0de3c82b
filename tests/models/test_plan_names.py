"""The name of a plan is that of the reader's language, else the Spanish one, else any."""

import pytest

from models import PlanVersion


@pytest.mark.parametrize(
    ("names", "name"),
    [
        ({"es": "Profesional", "en": "Professional"}, "Professional"),
        ({"es": "Profesional", "en": ""}, "Profesional"),
        ({"fr": "Professionnel", "es": "Profesional"}, "Profesional"),
        ({"fr": "Professionnel"}, "Professionnel"),
        ({}, ""),
    ],
)
def test_a_plan_is_called_what_the_reader_reads(names: dict[str, str], name: str) -> None:
    assert PlanVersion(names=names).name_in("en") == name

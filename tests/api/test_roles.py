"""`docs/roles.md` is what the code says."""

from pathlib import Path

from api.roles import page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_roles_is_true() -> None:
    assert (DOCS / "roles.md").read_text() == page(), "python -m api.roles > docs/roles.md"

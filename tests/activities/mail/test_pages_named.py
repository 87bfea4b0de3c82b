"""The pages that mails lead to are there: whoever presses the button stands before what the mail is about."""

import re
from pathlib import Path

from starlette.routing import Route

from activities import mail
from api.routes import pages
from deploy.setup.paths import ROOT

_NAMED = re.compile(r'f?"(/(?!v1/)[a-z][a-z/-]*)[^"]*"')
_ROUTES = ROOT / "web" / "src" / "app" / "routes.ts"
_PRIVATE = re.compile(r'\["(/app[^"]*)",')
_BY_PATH = "{path}"


def named() -> set[str]:
    """What letters name, without tokens and ids."""
    folder = Path(str(mail.__file__)).parent
    found = {path for file in folder.glob("*.py") for path in _NAMED.findall(file.read_text())}
    assert len(found) > 30, "the letters are read from their source"
    return found


def known() -> set[str]:
    """Pages that the API serves, and those of the private area by the list of the pages themselves."""
    served = {route.path for route in pages.router.routes if isinstance(route, Route)}
    private = set(_PRIVATE.findall(_ROUTES.read_text()))
    assert "/app" in served
    assert "/app/members" in private
    return {path for path in served if not path.startswith("/app/")} | private


def test_every_page_that_a_mail_names_is_there() -> None:
    pages_there = known() | {path.replace(_BY_PATH, "") for path in known() if path.endswith(_BY_PATH)}
    assert {
        path for path in named() if path.removesuffix("/") not in pages_there and path not in pages_there
    } == set()

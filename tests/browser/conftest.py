"""A real Chromium at the sizes of a phone and a desktop, and the stand-in that it talks to."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from playwright.async_api import Browser

from deploy.demo.inbox import Inbox
from deploy.stack.ports import free_port
from deploy.stack.stack import Stack
from tests.browser.driving import WEB, Tab
from tests.browser.stand_in import DIST, StandIn
from tests.chromium import running_chromium
from tests.waiting import until

_SIZES: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
    "desktop": {"viewport": {"width": 1280, "height": 900}},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder belongs to the browser ring."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def built_pages() -> None:
    """`web/dist` as of the sources, built when it is older than they are."""
    if not (WEB / "node_modules" / "axe-core").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=WEB, check=True)
    sources = [*(WEB / "src").rglob("*"), *WEB.glob("*.html"), WEB / "package-lock.json"]
    newest = max(path.stat().st_mtime for path in sources if "generated" not in path.parts)
    built = DIST / "sign.html"
    if not built.exists() or built.stat().st_mtime < newest:
        subprocess.run(["npm", "run", "build"], cwd=WEB, check=True)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests of the process."""
    async with running_chromium() as browser:
        yield browser


@pytest.fixture
async def stand_in(built_pages: None) -> AsyncIterator[StandIn]:
    """The API's stand-in, listening; its address is `stand_in.origin`."""
    stand_in = StandIn()
    port = free_port()
    stand_in.origin = f"http://127.0.0.1:{port}"
    server = uvicorn.Server(uvicorn.Config(stand_in.app(), port=port, log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield stand_in
    server.should_exit = True
    await serving


@pytest.fixture
def inbox(stack: Stack) -> Inbox:
    """Where the mails of the local stack arrive."""
    return Inbox(stack.addresses["inbox"])


@asynccontextmanager
async def _opened(browser: Browser, size: str, origin: str) -> AsyncIterator[Tab]:
    """A fresh tab; at the end nothing untoward may have happened in it."""
    settings = _SIZES[size] | {"locale": "es-ES", "timezone_id": "Europe/Madrid"}
    async with await browser.new_context(**settings) as context:
        tab = Tab(await context.new_page(), origin, size)
        await tab.watch()
        yield tab
        await tab.assert_clean()


@pytest.fixture(params=sorted(_SIZES))
async def tab(request: pytest.FixtureRequest, browser: Browser, stand_in: StandIn) -> AsyncIterator[Tab]:
    """A tab at each size that talks to the stand-in."""
    async with _opened(browser, request.param, stand_in.origin) as tab:
        yield tab


@pytest.fixture
async def desktop(built_pages: None, browser: Browser, stack: Stack) -> AsyncIterator[Tab]:
    """A desktop's tab that talks to the real service."""
    async with _opened(browser, "desktop", stack.addresses["api"]) as tab:
        yield tab


@pytest.fixture
async def phone(built_pages: None, browser: Browser, stack: Stack) -> AsyncIterator[Tab]:
    """A phone's tab that talks to the real service."""
    async with _opened(browser, "phone", stack.addresses["api"]) as tab:
        yield tab

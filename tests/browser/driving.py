"""A browser tab that notices what must never happen, and a few ways of looking at what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import ConsoleMessage, Page, Request

WEB = Path(__file__).parents[2] / "web"
_SERIOUS = frozenset({"serious", "critical"})
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_NOTE_VIOLATIONS = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
window.__shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Tab:
    """A page of the browser, what it said in its console, and what it asked of other places."""

    page: Page
    origin: str
    size: str
    console: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    expected_statuses: set[int] = field(default_factory=set)
    visited: list[str] = field(default_factory=list)
    """Other places that the test goes to on purpose."""

    async def watch(self) -> None:
        """Starts noticing; call before the first page is opened."""
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.console.append(f"uncaught: {error}"))
        self.page.on("request", self._on_request)
        await self.page.add_init_script(_NOTE_VIOLATIONS)

    def _on_console(self, message: ConsoleMessage) -> None:
        """Chromium reports each failed answer as an error; those that the test ordered are no news."""
        if message.type not in ("error", "warning"):
            return
        ordered = any(f"status of {status}" in message.text for status in self.expected_statuses)
        lost_network = "net::ERR_INTERNET_DISCONNECTED" in message.text or "net::ERR_FAILED" in message.text
        if not ordered and not (lost_network and 0 in self.expected_statuses):
            self.console.append(message.text)

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "blob:", "data:", *self.visited)):
            self.foreign.append(request.url)

    async def open(self, path: str = "/sign/token-of-the-link") -> None:
        """Opens a page of the service and waits until it has asked for everything."""
        await self.page.goto(self.origin + path)
        await self.page.locator("h1").first.wait_for()

    async def assert_clean(self) -> None:
        """No console error, no request elsewhere, nothing blocked by the content security policy."""
        assert self.console == [], self.console
        assert self.foreign == [], self.foreign
        violations = await self.page.evaluate("window.__violations")
        assert violations == [], violations

    async def assert_accessible(self) -> None:
        """axe finds nothing serious or critical."""
        serious = [each for each in await self._axe() if each["impact"] in _SERIOUS]
        assert serious == [], _told(serious)

    async def assert_without_findings(self) -> None:
        """axe finds nothing at all."""
        findings = await self._axe()
        assert list(findings) == [], _told(findings)

    async def _axe(self) -> Sequence[dict[str, Any]]:
        """What axe finds; a page in which it found nothing is not looked at again while it is the same."""
        seen = f"{self.size} {await self.page.evaluate(_AS_IT_IS)}"
        if seen in _CLEAN:
            return []
        await self.page.evaluate(_axe_source())
        answer = await self.page.evaluate(
            "(tags) => axe.run({ runOnly: { type: 'tag', values: tags } })", _RULES
        )
        if not answer["violations"]:
            _CLEAN.add(seen)
        return list(answer["violations"])

    async def small_targets(self) -> list[str]:
        """Controls that are shown but smaller than 44 CSS pixels in a direction, inline links aside."""
        return list(await self.page.evaluate(_SMALL_TARGETS))


_CLEAN: set[str] = set()
_AS_IT_IS = "() => [innerWidth, innerHeight, document.documentElement.outerHTML].join(' ')"
_SMALL_TARGETS = """
() => [...document.querySelectorAll("button, a[href], input, summary, textarea, canvas")]
  .filter((element) => element.checkVisibility() && element.tabIndex >= 0 && !element.matches(".skip"))
  .map((element) => [element, (element.closest("label") ?? element).getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
  .map(([element, box]) => `${element.outerHTML.slice(0, 120)} ${box.width}×${box.height}`)
"""


def _told(findings: Sequence[dict[str, Any]]) -> list[str]:
    return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in findings]


@cache
def _axe_source() -> str:
    return (WEB / "node_modules" / "axe-core" / "axe.min.js").read_text()

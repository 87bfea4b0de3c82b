"""What arrived at an address, as the mail provider's stand-in keeps it."""

from typing import Any, Literal

import httpx


def _opened(sink: str) -> httpx.AsyncClient:
    """Without reading the world's authorities, which takes longer than asking; the stand-in has no TLS."""
    return httpx.AsyncClient(base_url=sink, trust_env=False, verify=False)  # noqa: S501


async def mails_at(sink: str, address: str, words: str = "") -> list[dict[str, Any]]:
    """Mails whose subject has these words in any case, newest first, as the inbox lists them."""
    async with _opened(sink) as inbox:
        found = (await inbox.get("/inbox/messages", params={"to": address})).json()["messages"]
    return [one for one in found if words.lower() in one["subject"].lower()]


async def texts_at(
    sink: str, address: str, words: str = "", part: Literal["text", "html"] = "text"
) -> list[str]:
    """One part of each of those mails."""
    listed = await mails_at(sink, address, words)
    async with _opened(sink) as inbox:
        return [(await inbox.get(f"/inbox/messages/{one['id']}")).json()[part] for one in listed]

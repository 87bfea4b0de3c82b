"""What arrived at an address, as the mail provider's stand-in keeps it."""

import ssl
from typing import Any, Literal

import httpx

NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts no authority: the stand-in has no TLS, and reading the world's takes longer than asking it."""


async def mails_at(sink: str, address: str, words: str = "") -> list[dict[str, Any]]:
    """Mails whose subject has these words in any case, newest first, as the inbox lists them."""
    async with httpx.AsyncClient(base_url=sink, trust_env=False, verify=NOBODY) as inbox:
        return await _listed(inbox, address, words)


async def texts_at(
    sink: str, address: str, words: str = "", part: Literal["text", "html"] = "text"
) -> list[str]:
    """One part of each of those mails."""
    async with httpx.AsyncClient(base_url=sink, trust_env=False, verify=NOBODY) as inbox:
        listed = await _listed(inbox, address, words)
        return [(await inbox.get(f"/inbox/messages/{one['id']}")).json()[part] for one in listed]


async def _listed(inbox: httpx.AsyncClient, address: str, words: str) -> list[dict[str, Any]]:
    found = (await inbox.get("/inbox/messages", params={"to": address})).json()["messages"]
    return [one for one in found if words.lower() in one["subject"].lower()]

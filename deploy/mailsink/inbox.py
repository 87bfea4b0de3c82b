"""The inbox: pages for people, JSON for tests and the demo."""

import base64
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from deploy.mailsink.provider_api import ProviderApi
from deploy.mailsink.store import Message, Store

PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src 'self' https: data:"
)
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'"
_TEMPLATES = Jinja2Templates(Path(__file__).parent / "templates")


class Inbox:
    """What arrived. Viewing a mail as HTML counts as opening it, if its sender asked to know."""

    def __init__(self, store: Store, provider: ProviderApi) -> None:
        self._store = store
        self._provider = provider
        self.router = APIRouter()
        self.router.get("/", response_class=HTMLResponse)(self.page)
        self.router.get("/inbox/messages")(self.messages)
        self.router.delete("/inbox/messages", status_code=204)(self.clear)
        self.router.get("/inbox/messages/{message_id}")(self.message)
        self.router.get("/inbox/messages/{message_id}/html")(self.html)
        self.router.get("/inbox/messages/{message_id}/attachments/{number}")(self.attachment)
        self.router.get("/open/{message_id}.gif")(self.pixel)

    async def page(
        self, request: Request, to: str = "", message: str | None = None, view: str = "html"
    ) -> Response:
        """The list, and one message beside it."""
        shown = self._found(message) if message else None
        facts = {
            "messages": self._store.messages(to=to.strip() or None, since=None, limit=200),
            "to": to,
            "shown": shown,
            "view": view if view in ("html", "text", "headers") else "html",
            "headers": _headers(shown) if shown else {},
        }
        answer = _TEMPLATES.TemplateResponse(request, "inbox.html", facts)
        answer.headers["Content-Security-Policy"] = PAGE_POLICY
        return answer

    async def messages(
        self,
        to: str | None = None,
        since: datetime | None = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    ) -> dict[str, Any]:
        """The newest first; `to` is part of the address, `since` an instant (RFC 3339)."""
        found = self._store.messages(to=to, since=since.timestamp() if since else None, limit=limit)
        return {"messages": [_summary(message) for message in found]}

    async def message(self, message_id: str) -> dict[str, Any]:
        """One message, whole, with the links in it. Does not count as opening it."""
        found = self._found(message_id)
        html, text = found.content("text/html"), found.content("text/plain")
        return _summary(found) | {
            "html": html,
            "text": text,
            "links": links_of(html, text),
            "headers": _headers(found),
            "custom_args": self._store.custom_args(message_id),
            "tracking_settings": found.request.get("tracking_settings", {}),
            "attachments": [
                {"filename": one["filename"], "type": one.get("type")}
                for one in found.request.get("attachments") or []
            ],
        }

    async def html(self, message_id: str) -> Response:
        """The mail as it looks, with the picture that tells of its opening; scripts never run."""
        found = self._found(message_id)
        tracking = found.request.get("tracking_settings", {}).get("open_tracking", {})
        pixel = (
            f'<img src="/open/{found.id}.gif" width="1" height="1" alt="">' if tracking.get("enable") else ""
        )
        body = _with(found.content("text/html"), "<head>", '<base target="_blank">')
        shown = _with(body, "</body>", pixel, before=True)
        return HTMLResponse(shown, headers={"Content-Security-Policy": MAIL_POLICY})

    async def attachment(self, message_id: str, number: int) -> Response:
        """A file, always as a download."""
        attachments = self._found(message_id).request.get("attachments") or []
        if not 0 <= number < len(attachments):
            raise HTTPException(404)
        return Response(
            base64.b64decode(attachments[number]["content"]),
            media_type="application/octet-stream",
            headers={"Content-Disposition": f'attachment; filename="attachment-{number}"'},
        )

    async def pixel(self, request: Request, message_id: str) -> Response:
        """The picture; loading it is an open."""
        found = self._found(message_id)
        client = request.client.host if request.client else ""
        self._provider.opened(found, request.headers.get("User-Agent", ""), client)
        return Response(PIXEL, media_type="image/gif", headers={"Cache-Control": "no-store"})

    async def clear(self) -> None:
        """Empties the inbox."""
        self._store.clear()

    def _found(self, message_id: str) -> Message:
        if (message := self._store.message(message_id)) is None:
            raise HTTPException(404, "no such message")
        return message


def _with(html: str, tag: str, addition: str, *, before: bool = False) -> str:
    """The HTML with something after or before a tag; at its end when it has no such tag."""
    if tag not in html:
        return html + addition
    return html.replace(tag, addition + tag if before else tag + addition, 1)


def _party(party: dict[str, str]) -> str:
    return f"{party['name']} <{party['email']}>" if party.get("name") else party["email"]


def _summary(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "received_at": message.received.isoformat(),
        "from": _party(message.request["from"]),
        "to": message.to_email,
        "subject": message.request["subject"],
        "categories": message.request.get("categories", []),
        "status": message.status,
        "opens": message.opens,
    }


def _headers(message: Message) -> dict[str, str]:
    request = message.request
    named = {"From": _party(request["from"]), "To": message.to_email, "Subject": str(request["subject"])}
    if request.get("to"):
        named["To"] = _party(request["to"])
    if request.get("reply_to"):
        named["Reply-To"] = _party(request["reply_to"])
    headers: dict[str, str] = request["headers"]
    return named | headers


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collects the addresses of anchors."""
        if tag == "a" and (address := dict(attrs).get("href")):
            self.found.append(address)


def links_of(html: str, text: str) -> list[str]:
    """The addresses a mail leads to, each once, in order: those of the HTML, then those only in the text."""
    parser = _Links()
    parser.feed(html)
    in_text = [
        word.strip("<>.,;") for word in text.split() if word.startswith(("http://", "https://", "<http"))
    ]
    return list(dict.fromkeys([*parser.found, *in_text]))

"""The hosted page: what a customer sees at the gateway."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from deploy.gateway.cards import CARDS, Card, card_of
from deploy.gateway.checkout import asks_owner, complete, declines, read_session
from deploy.gateway.refusals import Refusal
from deploy.gateway.store import Body, Store

PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_TEMPLATES = Jinja2Templates(Path(__file__).parent / "templates")


class Pages:
    """Shows a session, takes a card, and sends its owner back."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.router = APIRouter(default_response_class=HTMLResponse)
        self.router.get("/c/pay/{session_id}")(self.show)
        self.router.post("/c/pay/{session_id}")(self.pay)
        self.router.post("/c/pay/{session_id}/confirm")(self.confirm)

    async def show(self, request: Request, session_id: str) -> Response:
        """The form."""
        return self._page(request, session_id, "pay.html")

    async def pay(self, request: Request, session_id: str, number: Annotated[str, Form()]) -> Response:
        """A card was entered."""
        session = self._open(session_id)
        card = card_of(number)
        if session is None:
            return self._page(request, session_id, "pay.html")
        if card is None or declines(card, session):
            words = "Your card was declined." if card else "Your card number is invalid."
            return self._page(request, session_id, "pay.html", error=words, status=402)
        if asks_owner(card, session):
            return self._page(request, session_id, "confirm.html", number=card.number)
        return self._done(session, card)

    async def confirm(
        self,
        request: Request,
        session_id: str,
        number: Annotated[str, Form()],
        answer: Annotated[str, Form()],
    ) -> Response:
        """The owner confirmed to the bank, or did not."""
        session, card = self._open(session_id), card_of(number)
        if session is None or card is None or answer != "complete":
            words = "We are unable to authenticate your payment method."
            return self._page(request, session_id, "pay.html", error=words, status=402)
        return self._done(session, card)

    def _open(self, session_id: str) -> Body | None:
        try:
            session = read_session(self._store, session_id)
        except Refusal:
            return None
        return session if session["status"] == "open" else None

    def _done(self, session: Body, card: Card) -> Response:
        self._store.begin()
        done = complete(self._store, session, card)
        self._store.commit()
        return RedirectResponse(done["success_url"].replace("{CHECKOUT_SESSION_ID}", done["id"]), 303)

    def _page(
        self, request: Request, session_id: str, template: str, *, status: int = 200, **facts: str
    ) -> Response:
        session = self._open(session_id)
        return _TEMPLATES.TemplateResponse(
            request,
            template,
            {"session": session, "cards": CARDS.values(), "error": "", **facts},
            status_code=status if session else 404,
            headers={"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-store"},
        )

"""Opening a session for somebody who has proved who they are, and what goes with it (contract M3, M4)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from activities.mail.messages import Purpose
from api.access.credentials import read_credentials
from api.access.devices import Browser, know_device
from api.access.sessions import find_session, open_session, renew_token, set_cookie
from api.acting.letters import AccountLetters
from api.frame.journal import Journal
from api.parts import Parts
from api.reading.sessions import show_session
from api.schemas.sessions import SessionView
from models import Session
from terms.sessions import SessionLives, Standing


@dataclass(frozen=True)
class Reception:
    """What receives somebody: the request's transaction and browser, and the answer that takes cookies."""

    parts: Parts
    session: AsyncSession
    letters: AccountLetters
    journal: Journal
    browser: Browser
    response: Response
    at: datetime

    async def sign_in(self, user_id: str, *, factor_given: bool = False) -> SessionView:
        """A new session, and its token in a cookie. Raises 403 for a user who is held (A7, A8).

        The browser is remembered once all that is asked for was given.
        """
        self.journal.about(user_id)
        token = await open_session(self.session, user_id, self.browser.origin, self.at)
        row = await find_session(self.session, token)
        if row is None:
            raise LookupError("a session just opened is not there")
        if factor_given:
            row.second_factor_at = self.at
            await self.session.flush()
        self._hand_over(token)
        credentials = await read_credentials(self.session, user_id)
        if credentials.standing_of(row, self.at, self._zone) is not Standing.SECOND_FACTOR:
            await self.know_browser(user_id)
        return await self.show(row)

    async def welcome(self, user_id: str) -> None:
        """The first session of somebody who has just become a user, in the browser that they will use."""
        self._hand_over(await open_session(self.session, user_id, self.browser.origin, self.at))
        await self.know_browser(user_id)

    async def raise_privilege(self, row: Session) -> SessionView:
        """The session may do more from now on, under a new token."""
        self._hand_over(await renew_token(self.session, row.id))
        return await self.show(row)

    async def show(self, row: Session) -> SessionView:
        """The session as it is now."""
        return await show_session(self.session, row.id, self._lives, self.at, self._zone)

    async def know_browser(self, user_id: str) -> None:
        """Remembers the browser; one that is new to the user is told to them."""
        is_news = await know_device(self.session, self.response, user_id, self.browser, self.at)
        if is_news:
            await self.letters.order(Purpose.NEW_DEVICE, user_id, **self.whence)

    @property
    def whence(self) -> dict[str, str]:
        """IP and browser, as letters tell them."""
        origin = self.browser.origin
        return {"ip": origin.ip or "", "user_agent": origin.user_agent or ""}

    @property
    def _lives(self) -> SessionLives:
        return self.parts.settings.session_lives

    @property
    def _zone(self) -> str:
        return self.parts.settings.holder_zone

    def _hand_over(self, token: str) -> None:
        secure = self.parts.settings.secure_cookies
        set_cookie(self.response, token, secure=secure, life=self._lives.customer.absolute)

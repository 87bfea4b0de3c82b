"""Mails a substantial change of a text to those it concerns, page by page (contract A3)."""

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.mail.mailer import Mailer
from activities.mail.messages import MailOrder, Purpose
from activities.mail.rounds import post_round
from activities.records.terms_audience import users_to_ask
from activities.records.terms_messages import TermsMailed, TermsMailing
from models.database import Database
from terms import texts
from terms.accounts import Document

PAGE = 200
VERSION_UNKNOWN = "TermsVersionUnknown"
"""Error type: this worker is older than the version. A newer one will do it."""


class TermsChangeRecords:
    """Finds who has not accepted, and orders each their one mail of a step."""

    def __init__(self, database: Database, mailer: Mailer, page: int = PAGE) -> None:
        self._database = database
        self._mailer = mailer
        self._page = page

    @activity.defn(name="Mail change of terms")
    async def mail_page(self, mailing: TermsMailing) -> TermsMailed:
        """Sends the page's mails. Repeated, it finds in the ledger which were sent, and sends the others.

        Whoever accepted meanwhile is left out. An address that refuses for good is passed over.
        """
        kind = Document(mailing.kind)
        if mailing.version not in texts.versions(kind):
            raise ApplicationError(f"{kind} {mailing.version} is not known here", type=VERSION_UNKNOWN)
        if texts.binding_version(kind) > mailing.version:
            return TermsMailed(0, None, superseded=True)
        async with self._database.transaction() as session:
            users = await users_to_ask(session, kind, mailing.version, mailing.after, self._page)
        outcomes = await post_round(users, lambda user_id: self._send(mailing, user_id))
        return TermsMailed(sum(map(bool, outcomes)), users[-1] if len(users) == self._page else None)

    async def _send(self, mailing: TermsMailing, user_id: str) -> bool:
        """Says whether the mail was taken; raises when it may be taken later."""
        purpose = Purpose.TERMS_REMINDER if mailing.step else Purpose.TERMS_CHANGED
        about = f"{mailing.kind}:{mailing.version}"
        order = MailOrder(f"terms:{about}:{mailing.step}:{user_id}", purpose, user_id=user_id, about_id=about)
        return await self._mailer.post(order)

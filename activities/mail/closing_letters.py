"""The last letter to a user who has closed their account: what is erased, what is kept, and for how long."""

from collections.abc import Mapping
from types import MappingProxyType

from activities.mail.account_letters import AccountLetter, Desk, Writer, user_of
from activities.mail.messages import MailOrder, Purpose
from terms.account_closing import KeptOfAccount, years_kept


async def _closed(desk: Desk, order: MailOrder) -> AccountLetter:
    words = {f"{what.value}_years": str(years_kept(what)) for what in KeptOfAccount}
    return AccountLetter(await user_of(desk, order), words=words)


WRITERS: Mapping[Purpose, Writer] = MappingProxyType({Purpose.ACCOUNT_CLOSED: _closed})

"""Resetting a forgotten password by a mailed link (contract M3, A7)."""

from datetime import datetime

from sqlalchemy import insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from activities.mail.links import LinkTokens
from activities.mail.messages import Purpose
from activities.records.credentials import drop_factors, end_sessions, forget_devices
from api.access.credentials import read_credentials
from api.acting.new_passwords import new_hash, set_password
from api.acting.proving import prove
from api.acting.signing_in import Reception
from api.acting.tries import reset_try
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.factors import FactorGiven, PasswordResetConfirmation, RecoveryCodeProof
from models import OrderedLetter, PasswordReset, User
from models.base import JsonObject
from models.database import enter
from models.identifiers import Prefix, new_id
from models.scope import Scope
from terms.accounts import RESET_LINK
from terms.sessions import Proof, reset_proofs


async def ask_for_link(reception: Reception, email: str, reset_id: str) -> datetime:
    """Orders the mail with the link, if the address is a user's; returns when the link ends.

    The same statements run for an unknown address, and the mail leaves after the answer: neither answer nor
    time tells them apart. Links asked for before stay good, so that asking again takes none from its owner.
    """
    session, at = reception.session, reception.at
    await enter(session, Scope.of_mailbox(email))
    user_id = await session.scalar(select(User.id).where(User.email == email)) or ""
    if user_id:
        reception.journal.about(user_id)
    await enter(session, Scope.of_person(user_id))
    expires_at, letter_id = at + RESET_LINK, new_id(Prefix.LETTER)
    await _insert_for(
        session,
        user_id,
        PasswordReset,
        id=reset_id,
        token_sha256=LinkTokens.sha256(reception.parts.links.token(reset_id)),
        requested_at=at,
        expires_at=expires_at,
        ip=reception.browser.origin.ip,
        user_agent=reception.browser.origin.user_agent,
    )
    await _insert_for(
        session,
        user_id,
        OrderedLetter,
        id=letter_id,
        purpose=Purpose.PASSWORD_RESET.value,
        words={"reset_id": reset_id},
        ordered_at=at,
    )
    reception.letters.post_afterwards(letter_id, user_id)
    return expires_at


async def _insert_for(
    session: AsyncSession,
    user_id: str,
    table: type[PasswordReset | OrderedLetter],
    **values: str | datetime | JsonObject | None,
) -> None:
    """Adds a row of the user; none where there is no such user, by the same statement."""
    columns = table.__table__.columns
    literals = [literal(value, columns[name].type) for name, value in values.items()]
    await session.execute(
        insert(table).from_select(["user_id", *values], select(User.id, *literals).where(User.id == user_id))
    )


async def find_reset(session: AsyncSession, token: str, now: datetime) -> PasswordReset:
    """The reset of a link that works; the transaction is in its user's scope from then on.

    Raises 404 for an unknown link, 410 for one that has ended.
    """
    token_sha256 = LinkTokens.sha256(token)
    await enter(session, Scope.of_credential(token_sha256))
    reset = await session.scalar(select(PasswordReset).where(PasswordReset.token_sha256 == token_sha256))
    if reset is None:
        raise Problem(Kind.RESET_LINK_UNKNOWN)
    if reset.ended_at is not None or now >= reset.expires_at:
        raise Problem(Kind.RESET_LINK_EXPIRED)
    await enter(session, Scope.of_person(reset.user_id))
    return reset


async def confirm(reception: Reception, given: PasswordResetConfirmation) -> None:
    """Sets the new password; all sessions and other links of the user end.

    No browser is known any more but this one: whoever reads the mailbox is its owner. After a report of lost
    credentials (A7) only a recovery code counts, and all factors go: new ones are enrolled. After an owner's
    report (W3) it alone, where there is a factor, lets them back into that business. Raises 404, 410, 409,
    422 as the link and the password are, 403 and 401 as the second factor is.
    """
    session, at = reception.session, reception.at
    reset = await find_reset(session, given.token, at)
    reception.journal.about(reset.user_id)
    user = await session.get_one(User, reset.user_id)
    replacement = await new_hash(reception.parts, user, given.password, "/password")
    reported = user.password_reset_required_at is not None
    has_factor = await _prove_factor(reception, reset, given.proof)
    await _use(session, reset, at)
    set_password(user, replacement, at)
    if not has_factor or isinstance(given.proof, RecoveryCodeProof):
        user.password_reset_at = at
    if reported:
        await drop_factors(session, user.id)
        user.password_reset_required_at = None
    await session.flush()
    await end_sessions(session, user.id, at)
    await forget_devices(session, user.id)
    await reception.know_browser(user.id)
    await reception.letters.order(Purpose.PASSWORD_CHANGED, user.id, **reception.whence)


async def factors_for_reset(session: AsyncSession, user_id: str) -> tuple[Proof, ...] | None:
    """What has to be given with the new password, one of these; none where no factor is enrolled."""
    credentials = await read_credentials(session, user_id)
    if not credentials.has_factor:
        return None
    user = await session.get_one(User, user_id)
    return reset_proofs(credentials.factors, reported=user.password_reset_required_at is not None)


async def _prove_factor(reception: Reception, reset: PasswordReset, proof: FactorGiven | None) -> bool:
    """Whether a second factor is enrolled; one is proved then."""
    accepted = await factors_for_reset(reception.session, reset.user_id)
    if accepted is None:
        return False
    if proof is None or proof.kind not in accepted:
        raise Problem(Kind.SECOND_FACTOR_REQUIRED)
    async with reset_try(reception, reset):
        await prove(reception, reset.user_id, proof)
    return True


async def _use(session: AsyncSession, reset: PasswordReset, now: datetime) -> None:
    """Ends the link and all others of its user. Of two requests with one link the second finds it ended."""
    ended = await session.execute(
        update(PasswordReset)
        .where(PasswordReset.user_id == reset.user_id, PasswordReset.ended_at.is_(None))
        .values(ended_at=now)
        .returning(PasswordReset.id)
    )
    if reset.id not in ended.scalars().all():
        raise Problem(Kind.RESET_LINK_EXPIRED)

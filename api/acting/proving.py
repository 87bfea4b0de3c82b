"""Proving who one is, in one of several ways (contract M3)."""

from activities.mail.messages import Purpose
from api.access.codes import recovery_codes_left, use_any_totp, use_recovery_code
from api.access.passkeys import use_passkey
from api.acting.signing_in import Reception
from api.acting.tries import take_code_try
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.factors import PasskeyProof, PasswordProof, ProofGiven, RecoveryCodeProof
from models import User
from models.database import enter
from models.scope import Scope


async def prove(reception: Reception, user_id: str, given: ProofGiven) -> None:
    """Uses the proof up. Raises 401 when it is not right, 429 after too many codes.

    Runs in the request's transaction, which is in the scope of the user afterwards.
    """
    parts, session, now = reception.parts, reception.session, reception.at
    await enter(session, Scope.of_person(user_id))
    if isinstance(given, PasswordProof):
        user = await session.get_one(User, user_id)
        if not await parts.passwords.matches(user.password_hash, given.password):
            raise Problem(Kind.CREDENTIALS_REFUSED)
    elif isinstance(given, PasskeyProof):
        await use_passkey(session, parts, given.credential, now, user_id)
    else:
        await take_code_try(reception, user_id)
        if isinstance(given, RecoveryCodeProof):
            await _prove_by_recovery_code(reception, user_id, given.code)
        elif not await use_any_totp(session, parts.factors, user_id, given.code, now):
            raise Problem(Kind.SECOND_FACTOR_REFUSED)


async def _prove_by_recovery_code(reception: Reception, user_id: str, code: str) -> None:
    session = reception.session
    if not await use_recovery_code(session, reception.parts.factors, user_id, code, reception.at):
        raise Problem(Kind.SECOND_FACTOR_REFUSED)
    left = str(await recovery_codes_left(session, user_id))
    await reception.letters.order(Purpose.RECOVERY_CODE_USED, user_id, left=left, **reception.whence)

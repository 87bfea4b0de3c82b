"""Passkeys (WebAuthn): challenges that are good once, and what authenticators answer to them (contract M3).

The user is verified by the authenticator each time, so that a passkey is both factors and signs in by itself.
"""

import binascii
import hashlib
import json
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.options_to_json_dict import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from api.parts import Parts
from api.problems.kinds import Kind
from api.problems.problem import Problem
from models import Passkey, PasskeyChallenge, User
from models.database import enter
from models.scope import UPKEEP, Scope
from terms.factors import CHALLENGE_LIFE

CHALLENGE_BYTES = 32
Json = dict[str, Any]
_MALFORMED = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, binascii.Error)


async def ask_for_passkey(session: AsyncSession, parts: Parts, now: datetime) -> Json:
    """Options for an authenticator to prove one of its passkeys, whosever it is."""
    options = webauthn.generate_authentication_options(
        rp_id=_rp_id(parts),
        challenge=await _new_challenge(session, None, now),
        timeout=int(CHALLENGE_LIFE.total_seconds() * 1000),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


async def ask_for_new_passkey(session: AsyncSession, parts: Parts, user: User, now: datetime) -> Json:
    """Options for an authenticator to make a passkey for the user; not one that it has already."""
    known = await session.scalars(select(Passkey.credential_id).where(Passkey.user_id == user.id))
    excluded = [PublicKeyCredentialDescriptor(id=credential_id) for credential_id in known]
    challenge = await _new_challenge(session, user.id, now)
    options = webauthn.generate_registration_options(
        rp_id=_rp_id(parts),
        rp_name=parts.settings.mail_from_name,
        user_id=user.id.encode(),
        user_name=user.email,
        user_display_name=user.name or user.email,
        challenge=challenge,
        timeout=int(CHALLENGE_LIFE.total_seconds() * 1000),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=excluded,
    )
    return options_to_json_dict(options)


async def new_passkey(
    session: AsyncSession, parts: Parts, user_id: str, credential: Json, now: datetime
) -> VerifiedRegistration:
    """What the authenticator made, checked. Raises 401; leaves the transaction in the scope of the user."""
    try:
        challenge = _challenge_of(credential)
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_rp_id(parts),
            expected_origin=parts.public_origin,
            require_user_verification=True,
        )
    except _MALFORMED as error:
        raise Problem(Kind.PASSKEY_REFUSED) from error
    await _take_challenge(session, challenge, user_id, now)
    await enter(session, Scope.of_person(user_id))
    return verified


async def use_passkey(
    session: AsyncSession, parts: Parts, credential: Json, now: datetime, user_id: str | None = None
) -> str:
    """Whose passkey has answered; of `user_id` alone where given. Raises 401 for any other.

    Leaves the transaction in the scope of the user. A count of signatures that does not rise betrays a copy.
    """
    try:
        challenge = _challenge_of(credential)
        row = await _found(session, base64url_to_bytes(credential["rawId"]))
        if row is None or (user_id is not None and row.user_id != user_id):
            raise Problem(Kind.PASSKEY_REFUSED)
        _require_handle(credential, row.user_id)
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_rp_id(parts),
            expected_origin=parts.public_origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except _MALFORMED as error:
        raise Problem(Kind.PASSKEY_REFUSED) from error
    await _take_challenge(session, challenge, None, now)
    await enter(session, Scope.of_person(row.user_id))
    row.sign_count, row.last_used_at = verified.new_sign_count, now
    row.synced = verified.credential_backed_up
    await session.flush()
    return row.user_id


async def forget_challenges(parts: Parts, now: datetime) -> None:
    """Removes challenges that nobody answered in time."""
    async with parts.database.transaction(UPKEEP) as session:
        await session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now))


def is_synced(verified: VerifiedRegistration) -> bool:
    """Whether the passkey may live on several devices."""
    return verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE


def credential_sha256(credential_id: bytes) -> str:
    """What a passkey is found by."""
    return hashlib.sha256(credential_id).hexdigest()


async def _found(session: AsyncSession, credential_id: bytes) -> Passkey | None:
    sha256 = credential_sha256(credential_id)
    await enter(session, Scope.of_credential(sha256))
    return await session.scalar(select(Passkey).where(Passkey.credential_sha256 == sha256))


async def _new_challenge(session: AsyncSession, user_id: str | None, now: datetime) -> bytes:
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    sha256 = hashlib.sha256(challenge).hexdigest()
    await enter(session, Scope.of_credential(sha256))
    session.add(PasskeyChallenge(challenge_sha256=sha256, user_id=user_id, expires_at=now + CHALLENGE_LIFE))
    await session.flush()
    return challenge


async def _take_challenge(
    session: AsyncSession, challenge: bytes, user_id: str | None, now: datetime
) -> None:
    """Uses the challenge up. Raises 401 for one that is none of ours, late, used or somebody else's."""
    sha256 = hashlib.sha256(challenge).hexdigest()
    await enter(session, Scope.of_credential(sha256))
    taken = await session.execute(
        delete(PasskeyChallenge)
        .where(
            PasskeyChallenge.challenge_sha256 == sha256,
            PasskeyChallenge.user_id == user_id if user_id else PasskeyChallenge.user_id.is_(None),
            PasskeyChallenge.expires_at > now,
        )
        .returning(PasskeyChallenge.challenge_sha256)
    )
    if taken.first() is None:
        raise Problem(Kind.PASSKEY_REFUSED)


def _challenge_of(credential: Json) -> bytes:
    told = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
    return base64url_to_bytes(told["challenge"])


def _require_handle(credential: Json, user_id: str) -> None:
    """Where the authenticator names the user, it has to name the passkey's owner."""
    handle = credential["response"].get("userHandle")
    if handle and base64url_to_bytes(handle) != user_id.encode():
        raise Problem(Kind.PASSKEY_REFUSED)


def _rp_id(parts: Parts) -> str:
    return urlsplit(parts.settings.public_url).hostname or ""

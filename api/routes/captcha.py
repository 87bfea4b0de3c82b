"""Challenges for public forms (contract M6)."""

from fastapi import APIRouter

from api.access.rules import ANYBODY, access
from api.frame.context import now
from api.frame.inputs import OriginIn, PartsIn
from api.frame.route import Route
from api.problems.kinds import Kind
from api.schemas.captcha import CaptchaChallenge

router = APIRouter(route_class=Route, tags=["captcha"])


@router.get("/v1/captcha")
@access(ANYBODY, Kind.TOO_MANY_REQUESTS)
async def ask_for_challenge(parts: PartsIn, origin: OriginIn) -> CaptchaChallenge:
    """A proof of work, for one request to a public form. Who asks often gets harder ones."""
    return CaptchaChallenge.model_validate(await parts.captcha.challenge(origin.ip, now()))

"""The API's application. `uvicorn api.main:create_app --factory`."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from activities.evidence.holder import holder_from_settings
from activities.processing.holder import publish_holder
from api import openapi
from api.assembly import parts_from_settings
from api.frame.body_limit import BodyLimit
from api.frame.context import now
from api.frame.strays import Strays
from api.frame.surround import RedactTokens, Surround
from api.housekeeping import keep_house
from api.parts import Parts
from api.problems.handlers import LastResort, install
from api.routes import ROUTERS
from settings import Settings

log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application, with its parts built from `settings` or, without, from the environment.

    Raises pydantic's `ValidationError`, naming each setting that is missing.
    """
    settings = settings or Settings()
    _set_up_logging(settings)
    app = FastAPI(
        title="Rúbrica",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,
    )
    app.state.parts = parts_from_settings(settings)
    for router in ROUTERS:
        app.include_router(router)
    install(app)
    app.add_middleware(Strays)
    app.add_middleware(BodyLimit, upload_bytes=settings.upload_max_bytes)
    app.add_middleware(LastResort)
    app.add_middleware(Surround, secure=settings.secure_cookies)
    openapi.install(app)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: Parts = app.state.parts
    await _publish_texts(parts)
    house = asyncio.create_task(keep_house(parts))
    yield
    house.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await house
    await parts.examiner.close()
    await parts.database.close()


async def _publish_texts(parts: Parts) -> None:
    """Archives texts and the holder before they are shown. While the database is away nothing is accepted."""
    try:
        await parts.texts.publish(now())
        await publish_holder(parts.database, holder_from_settings(parts.settings), now())
    except (SQLAlchemyError, OSError) as error:
        log.warning("texts not archived yet: %s", type(error).__name__)


def _set_up_logging(settings: Settings) -> None:
    """Our own lines at the level of the settings; tokens of links kept out of the server's access log."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    access_log = logging.getLogger("uvicorn.access")
    if not any(isinstance(present, RedactTokens) for present in access_log.filters):
        access_log.addFilter(RedactTokens())

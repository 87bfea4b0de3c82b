"""The API's signing endpoints as a stand-in: real shapes, headers and problems; tests set the answers."""

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from api.frame.surround import PAGE_POLICY, Surround
from api.problems.kinds import Kind
from api.problems.problem import Problem
from api.schemas.accounts import VerificationAnswer, VerificationRequest
from api.schemas.common import Schema
from api.schemas.messaging import CodeTyped, ConsentRequest, DeviceReport, SignerChannels
from api.schemas.misuse import SignerReport
from api.schemas.signing import DeclineRequest, LinkRenewal, SignatureAnswer, SignatureRequest, SigningView
from terms.messaging import Channel, ConsentState
from tests.browser.paper import contract_pdf, page_png
from tests.browser.views import SIGNED_AT, completed, given, offered, ready, signed

DIST = Path(__file__).parents[2] / "web" / "dist"
PROBLEMS = "https://rubrica.example/problems/"


def problem(kind: Kind, retry_after: int | None = None) -> Response:
    """The API's own answer for a problem of this kind."""
    raised = Problem(kind, retry_after=retry_after)
    return JSONResponse(
        raised.body(PROBLEMS, "req_test"),
        kind.status,
        headers=dict(raised.headers or {}),
        media_type="application/problem+json",
    )


@dataclass
class Act:
    """A request that was received: what it asked, with which key."""

    name: str
    key: str | None
    body: Schema | None


@dataclass
class StandIn:
    """State of the one envelope behind every token, the answers still to be given, and what was asked."""

    view: SigningView = field(default_factory=ready)
    after_signing: SigningView = field(default_factory=signed)
    troubles: dict[str, deque[Response]] = field(default_factory=dict)
    messaging: SignerChannels = field(default_factory=offered)
    acts: list[Act] = field(default_factory=list)
    looks: int = 0
    origin: str = ""

    def trouble(self, name: str, *answers: Response) -> None:
        """The next calls of `name` (view, signature, decline, link, page, verify) get these answers."""
        self.troubles.setdefault(name, deque()).extend(answers)

    def _next_trouble(self, name: str) -> Response | None:
        waiting = self.troubles.get(name)
        return waiting.popleft() if waiting else None

    async def look(self, _: Request) -> Response:
        self.looks += 1
        return self._next_trouble("view") or _json(self.view.model_dump_json())

    async def page(self, request: Request) -> Response:
        width = int(request.query_params.get("width", "800"))
        image = page_png(request.path_params["number"], width)
        return self._next_trouble("page") or Response(image, media_type="image/png")

    async def sign(self, request: Request) -> Response:
        body = SignatureRequest.model_validate_json(await request.body())
        self.acts.append(Act("signature", request.headers.get("idempotency-key"), body))
        if trouble := self._next_trouble("signature"):
            return trouble
        self.view = self.after_signing
        answer = SignatureAnswer(status=self.view.status, signed_at=SIGNED_AT)
        return _json(answer.model_dump_json())

    async def decline(self, request: Request) -> Response:
        body = DeclineRequest.model_validate_json(await request.body())
        self.acts.append(Act("decline", request.headers.get("idempotency-key"), body))
        if trouble := self._next_trouble("decline"):
            return trouble
        self.view = ready(status="declined", reason=body.reason)
        return Response(status_code=204)

    async def report(self, request: Request) -> Response:
        body = SignerReport.model_validate_json(await request.body())
        self.acts.append(Act("report", request.headers.get("idempotency-key"), body))
        return JSONResponse({"status": "received"}, 202)

    async def renew(self, request: Request) -> Response:
        self.acts.append(Act("link", request.headers.get("idempotency-key"), None))
        return self._next_trouble("link") or _json(
            LinkRenewal(sent_to="m•••@correo.example").model_dump_json()
        )

    async def channels(self, _: Request) -> Response:
        return _json(self.messaging.model_dump_json())

    async def consent(self, request: Request) -> Response:
        body = ConsentRequest.model_validate_json(await request.body())
        self.acts.append(Act("consent", request.headers.get("idempotency-key"), body))
        consent = given(body.channel, ConsentState.AWAITING_CODE)
        return self._next_trouble("consent") or Response(
            consent.model_dump_json(), 202, media_type="application/json"
        )

    async def code(self, request: Request) -> Response:
        body = CodeTyped.model_validate_json(await request.body())
        self.acts.append(Act("code", request.headers.get("idempotency-key"), body))
        if trouble := self._next_trouble("code"):
            return trouble
        consent = given(Channel.SMS, ConsentState.CONFIRMED)
        self.messaging = self.messaging.model_copy(update={"consents": [consent]})
        return _json(consent.model_dump_json())

    async def withdraw(self, _: Request) -> Response:
        self.acts.append(Act("withdraw", None, None))
        self.messaging = self.messaging.model_copy(update={"consents": []})
        return Response(status_code=204)

    async def stolen(self, request: Request) -> Response:
        body = DeviceReport.model_validate_json(await request.body())
        self.acts.append(Act("stolen", request.headers.get("idempotency-key"), body))
        self.trouble("view", problem(Kind.LINK_EXPIRED))
        return Response(status_code=204)

    async def verify(self, request: Request) -> Response:
        body = VerificationRequest.model_validate_json(await request.body())
        self.acts.append(Act("verify", request.headers.get("idempotency-key"), body))
        answer = VerificationAnswer(email="ana@correo.example", signed_in=True)
        return self._next_trouble("verify") or _json(answer.model_dump_json())

    async def copy(self, _: Request) -> Response:
        headers = {"Content-Disposition": 'attachment; filename="contrato-reforma.pdf"'}
        return Response(contract_pdf(), media_type="application/pdf", headers=headers)

    def app(self) -> Surround:
        """The stand-in behind the API's own outermost layer, which sets its security headers."""
        link = "/v1/signing/{token}"
        pages = [
            Route("/sign/{token}", _page("sign.html")),
            Route("/verify", _page("verify.html")),
            Route("/", _page("index.html")),
            Mount("/assets", StaticFiles(directory=DIST / "assets")),
        ]
        api = [
            Route(link, self.look),
            Route(link + "/documents/{document}/pages/{number:int}.png", self.page),
            Route(link + "/documents/{document}/content", self.copy),
            Route(link + "/signature", self.sign, methods=["POST"]),
            Route(link + "/decline", self.decline, methods=["POST"]),
            Route(link + "/reports", self.report, methods=["POST"]),
            Route(link + "/link", self.renew, methods=["POST"]),
            Route(link + "/copy", self.copy),
            Route(link + "/messaging", self.channels),
            Route(link + "/messaging", self.consent, methods=["POST"]),
            Route(link + "/messaging/{consent}", self.withdraw, methods=["DELETE"]),
            Route(link + "/messaging/{consent}/code", self.code, methods=["POST"]),
            Route(link + "/stolen-device", self.stolen, methods=["POST"]),
            Route("/v1/registrations/verify", self.verify, methods=["POST"]),
        ]
        return Surround(Starlette(routes=[*pages, *api]), secure=False)


def everyone_signed(stand_in: StandIn) -> None:
    """From now on the envelope is completed."""
    stand_in.view = completed()


def _json(text: str) -> Response:
    return Response(text, media_type="application/json")


def _page(name: str):  # type: ignore[no-untyped-def]
    async def serve(_: Request) -> Response:
        return FileResponse(DIST / name, headers={"Content-Security-Policy": PAGE_POLICY})

    return serve

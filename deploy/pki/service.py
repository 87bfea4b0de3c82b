"""The HTTP face of the local PKI."""

import base64
import binascii
from collections.abc import Awaitable, Callable

from cryptography.hazmat.primitives.serialization import Encoding
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from deploy.pki import enrolment
from deploy.pki.folder import Pki
from deploy.pki.status import crl

Handler = Callable[[Request], Awaitable[Response]]
EST_ANSWER = "application/pkcs7-mime; smime-type=certs-only"


def make_service(pki: Pki) -> Starlette:
    """The ASGI application of one PKI."""
    return Starlette(
        routes=[
            Route("/.well-known/est/simpleenroll", _enrolment(pki), methods=["POST"]),
            Route("/.well-known/est/cacerts", _authorities(pki)),
            Route("/ocsp", _ocsp_post(pki), methods=["POST"]),
            Route("/ocsp/{request:path}", _ocsp_get(pki)),
            Route("/tsa", _timestamp(pki), methods=["POST"]),
            Route("/crl/{name}.crl", _revocation_list(pki)),
            Route("/certificates/{name}.cer", _certificate(pki)),
            Route("/health", _health),
        ]
    )


def _enrolment(pki: Pki) -> Handler:
    async def simpleenroll(request: Request) -> Response:
        if not enrolment.authorised(pki, request.headers.get("authorization")):
            challenge = {"WWW-Authenticate": 'Basic realm="est"'}
            return PlainTextResponse("unauthorised", 401, headers=challenge)
        try:
            answer = enrolment.enrol(pki, await request.body())
        except enrolment.EnrolmentError as error:
            return PlainTextResponse(str(error), 400)
        return _est(answer)

    return simpleenroll


def _authorities(pki: Pki) -> Handler:
    async def cacerts(_: Request) -> Response:
        return _est(enrolment.certificates([pki.issuing.certificate, pki.root.certificate]))

    return cacerts


def _ocsp_post(pki: Pki) -> Handler:
    async def answer(request: Request) -> Response:
        return _ocsp(pki.responder.answer(await request.body()))

    return answer


def _ocsp_get(pki: Pki) -> Handler:
    async def answer(request: Request) -> Response:
        try:
            body = base64.b64decode(request.path_params["request"])
        except binascii.Error:
            body = b""
        return _ocsp(pki.responder.answer(body))

    return answer


def _timestamp(pki: Pki) -> Handler:
    async def answer(request: Request) -> Response:
        token = pki.timestamping.answer(await request.body())
        return Response(token, media_type="application/timestamp-reply")

    return answer


def _revocation_list(pki: Pki) -> Handler:
    async def current(request: Request) -> Response:
        match request.path_params["name"]:
            case "root":
                body = crl(pki.root, [])
            case "issuing":
                body = crl(pki.issuing, pki.register.revoked())
            case _:
                return PlainTextResponse("no such list", 404)
        return Response(body, media_type="application/pkix-crl")

    return current


def _certificate(pki: Pki) -> Handler:
    authorities = {"root": pki.root.certificate, "issuing": pki.issuing.certificate}

    async def certificate(request: Request) -> Response:
        found = authorities.get(request.path_params["name"])
        if found is None:
            return PlainTextResponse("no such authority", 404)
        return Response(found.public_bytes(Encoding.DER), media_type="application/pkix-cert")

    return certificate


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok")


def _est(body: bytes) -> Response:
    return Response(body, media_type=EST_ANSWER, headers={"Content-Transfer-Encoding": "base64"})


def _ocsp(body: bytes) -> Response:
    return Response(body, media_type="application/ocsp-response")

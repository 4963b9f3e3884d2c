"""`GET /metrics`, for a collector: closed unless it asks from this machine, or with the token."""

import hmac
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pages.parts import opening
from pages.web.address import LOOPBACK
from usercore import UsercoreError, say
from usercore.metrics import CONTENT_TYPE

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


async def metrics(request: Request) -> Response:
    """403 for everyone else, and 503 while the database does not answer."""
    if not (with_token(request) or from_here(request)):
        told = say("Metrics are read from this machine, or with the token in USERCORE_METRICS_TOKEN.")
        return PlainTextResponse(told, status_code=403)
    core = opening.core()
    try:
        found = await run_in_threadpool(opening.metrics(core).exposition)
    except UsercoreError as away:
        return PlainTextResponse(str(away), status_code=503)
    return Response(found, media_type=None, headers={"content-type": CONTENT_TYPE, "cache-control": "no-store"})


def with_token(request: Request) -> bool:
    """Whether it carries the token; none is right while none is set."""
    token = opening.core().settings.metrics_token
    kind, _, said = request.headers.get("authorization", "").partition(" ")
    if token is None or kind.lower() != "bearer":
        return False
    return hmac.compare_digest(said.strip().encode(), token.get_secret_value().encode())


def from_here(request: Request) -> bool:
    """Whether a program on this machine asks, for itself. Where a proxy stands in front, everyone comes from this
    machine, and some proxies do not say for whom: so only while nobody else is meant to come at all.
    """
    if not opening.address().loopback or opening.core().settings.trusted_proxies:
        return False
    if request.client is None or request.client.host not in LOOPBACK or not request.client.port:
        return False
    try:
        meant = urlsplit(f"//{request.headers.get('host', '')}").hostname  # a page elsewhere may have bent its own name
    except ValueError:
        return False
    return meant in LOOPBACK and not any(name in request.headers for name in FORWARDED)


routes = [Route("/metrics", metrics, methods=["GET"])]

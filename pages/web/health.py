"""`/healthz`: the process answers. `/readyz`: its database does too, and has the newest schema."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pages.parts import opening
from usercore import Actor, UsercoreError, say
from usercore.frames import health

NOT_READY = (
    "The database does not have the schema of this version of usercore. The command `usercore doctor` says more."
)


async def alive(_: Request) -> Response:
    return PlainTextResponse("ok")


async def ready(_: Request) -> Response:
    try:
        found = await run_in_threadpool(opening.core().call, Actor.visitor(), health.ready)
    except UsercoreError as away:
        return PlainTextResponse(str(away), status_code=503)
    if not found.iloc[0].ready:
        return PlainTextResponse(say(NOT_READY), status_code=503)
    return PlainTextResponse("ok")


routes = [Route("/healthz", alive), Route("/readyz", ready)]

"""`/healthz`: the process answers. `/readyz`: its database does too."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pages.parts import opening
from usercore import Actor, UsercoreError
from usercore.frames import instances


async def alive(_: Request) -> Response:
    return PlainTextResponse("ok")


async def ready(_: Request) -> Response:
    try:
        await run_in_threadpool(opening.core().call, Actor.visitor(), instances.about)
    except UsercoreError as away:
        return PlainTextResponse(str(away), status_code=503)
    return PlainTextResponse("ok")


routes = [Route("/healthz", alive), Route("/readyz", ready)]

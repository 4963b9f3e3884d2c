"""`POST /auth/session` swaps a ticket for the cookie; `DELETE` ends the session and drops it."""

import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pages.parts import opening
from pages.web import cookies
from pages.web.headers import SOURCE
from usercore import Actor, UsercoreError
from usercore.actions import sign_in
from usercore.errors import DatabaseAway

LARGEST = 4096


def bearer(request: Request) -> Actor:
    """Whoever's cookie came with the request."""
    address = opening.address()
    return opening.core().bearer(
        request.cookies.get(cookies.name("session", address)),
        address=request.headers.get(SOURCE, ""),
        agent=request.headers.get("user-agent", ""),
        browser=request.cookies.get(cookies.name("browser", address)),
    )


def foreign(request: Request) -> Response | None:
    """A refusal for requests that another site made (ASVS 3.5.1)."""
    if opening.address().is_own(request.headers.get("origin", "")):
        return None
    return JSONResponse({"error": "This request came from another site."}, status_code=403)


async def begin(request: Request) -> Response:
    if refusal := foreign(request):
        return refusal
    ticket = await _ticket(request)
    if ticket is None:
        return JSONResponse({"error": "A ticket is missing."}, status_code=400)
    address = opening.address()
    held = request.cookies.get(cookies.name("session", address))
    visitor = Actor.visitor(
        address=request.headers.get(SOURCE, ""),
        agent=request.headers.get("user-agent", ""),
        browser=request.cookies.get(cookies.name("browser", address)),
    )
    try:
        token = await run_in_threadpool(opening.core().call, visitor, sign_in.redeem, ticket=ticket, replacing=held)
    except DatabaseAway as away:
        return JSONResponse({"error": str(away)}, status_code=503)
    except UsercoreError as refused:
        return JSONResponse({"error": str(refused)}, status_code=401)
    answer = Response(status_code=204, headers={"cache-control": "no-store"})
    cookies.put(answer, "session", token, address)
    return answer


async def end(request: Request) -> Response:
    if refusal := foreign(request):
        return refusal
    try:
        await run_in_threadpool(opening.core().call, bearer(request), sign_in.out)
    except UsercoreError as away:
        return JSONResponse({"error": str(away)}, status_code=503)
    answer = Response(status_code=204, headers={"clear-site-data": '"cache"', "cache-control": "no-store"})
    cookies.drop(answer, "session", opening.address())
    return answer


async def body(request: Request, largest: int) -> bytes | None:
    """What came with the request, if that is no more than so many bytes."""
    come = b""
    async for chunk in request.stream():
        come += chunk
        if len(come) > largest:
            return None
    return come


async def _ticket(request: Request) -> str | None:
    try:
        said: Any = json.loads(await body(request, LARGEST) or b"")
    except ValueError:
        return None
    ticket = said.get("ticket") if isinstance(said, dict) else None
    return ticket if isinstance(ticket, str) else None


routes = [
    Route("/auth/session", begin, methods=["POST"]),
    Route("/auth/session", end, methods=["DELETE"]),
]

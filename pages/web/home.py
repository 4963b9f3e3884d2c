"""`/` has no page of its own yet: staff go to the people, everyone else to their account."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.parts import opening
from pages.web import cookies
from usercore import UsercoreError
from usercore.frames import users


async def home(request: Request) -> Response:
    token = request.cookies.get(cookies.name("session", opening.address()))
    try:
        me = await run_in_threadpool(opening.core().actor_for, token)
    except UsercoreError:
        me = None
    to = "/account" if me and me.signed_in and not me.may(users.search) else "/users"
    return RedirectResponse(to, status_code=303, headers={"cache-control": "no-store"})


routes = [Route("/", home, methods=["GET"])]

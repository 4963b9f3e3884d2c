"""`/` has no page of its own: whoever may see the home page goes there, everyone else to their account."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.parts import home_cards, opening
from pages.web import cookies
from usercore import UsercoreError


async def home(request: Request) -> Response:
    token = request.cookies.get(cookies.name("session", opening.address()))
    try:
        me = await run_in_threadpool(opening.core().actor_for, token)
    except UsercoreError:
        me = None
    to = "/account" if me and me.signed_in and not home_cards.of(me) else "/home"
    return RedirectResponse(to, status_code=303, headers={"cache-control": "no-store"})


routes = [Route("/", home, methods=["GET"])]

"""`GET /open/{token}` moves a link out of the address and changes nothing; `DELETE /auth/link` forgets a used one."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.parts import opening
from pages.web import cookies
from pages.web.session import foreign

PAGES = {
    "setup": "/first-admin",
    "reset": "/choose-password",
    "invitation": "/accept-invitation",
    "email": "/confirm-email",
    "undo": "/take-back-email",
    "notme": "/not-me",
}
LONGEST = 200
DONE, DAMAGED = "done", "damaged"


async def follow(request: Request) -> Response:
    """Into a short HttpOnly cookie and on to the page, whose form consumes it (ASVS 14.2.1). One whose beginning is lost
    leads to no page; signing in says so.
    """
    token = request.path_params["token"][:LONGEST]
    page = PAGES.get(token.partition("_")[0])
    answer = RedirectResponse(page or "/", status_code=303, headers={"cache-control": "no-store"})
    cookies.put(answer, "link", token if page else DAMAGED, opening.address(), seconds=cookies.LINK_SECONDS)
    return answer


async def forget(request: Request) -> Response:
    """The link did its work: its token leaves the browser, and only what it was for stays, so that a reload can say so."""
    if refusal := foreign(request):
        return refusal
    answer = Response(status_code=204, headers={"cache-control": "no-store"})
    purpose = request.cookies.get(cookies.name("link", opening.address()), "").partition("_")[0]
    if purpose in PAGES:
        cookies.put(answer, "link", f"{DONE}_{purpose}", opening.address(), seconds=cookies.LINK_SECONDS)
    return answer


routes = [Route("/open/{token}", follow, methods=["GET"]), Route("/auth/link", forget, methods=["DELETE"])]

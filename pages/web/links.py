"""`GET /open/{token}`: a link from a letter or the console. It changes nothing; it moves the token out of the address."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pages.parts import opening
from pages.web import cookies

PAGES = {
    "setup": "/first-admin",
    "reset": "/choose-password",
    "email": "/confirm-email",
    "undo": "/take-back-email",
    "notme": "/not-me",
}
LONGEST = 200


async def follow(request: Request) -> Response:
    """Into a short HttpOnly cookie and on to the page, whose form consumes it (ASVS 14.2.1)."""
    token = request.path_params["token"][:LONGEST]
    answer = RedirectResponse(PAGES.get(token.partition("_")[0], "/"), status_code=303)
    answer.headers["cache-control"] = "no-store"
    cookies.put(answer, "link", token, opening.address(), seconds=cookies.LINK_SECONDS)
    return answer


routes = [Route("/open/{token}", follow, methods=["GET"])]

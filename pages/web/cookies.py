"""Our three cookies, all HttpOnly: the session, the browser that tickets are bound to, and a link being used."""

import secrets

from starlette.responses import Response

from pages.web.address import Address

LINK_SECONDS = 15 * 60
YEAR_SECONDS = 365 * 24 * 3600


def name(of: str, address: Address) -> str:
    """`__Host-` where browsers allow it: no subdomain and no path can set or shadow it (ASVS 3.3.1)."""
    plain = "usercore" if of == "session" else f"usercore-{of}"
    return f"__Host-{plain}" if address.secure else plain


def put(response: Response, of: str, value: str, address: Address, *, seconds: int | None = None) -> None:
    response.set_cookie(
        name(of, address), value, max_age=seconds, path="/", secure=address.secure, httponly=True, samesite="lax"
    )


def drop(response: Response, of: str, address: Address) -> None:
    response.delete_cookie(name(of, address), path="/", secure=address.secure, httponly=True, samesite="lax")


def new_browser_header(address: Address) -> bytes:
    """A Set-Cookie line with a random value, for browsers that have none yet."""
    response = Response()
    put(response, "browser", secrets.token_urlsafe(24), address, seconds=YEAR_SECONDS)
    return response.headers["set-cookie"].encode("latin-1")

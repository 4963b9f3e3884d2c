"""`POST /rows/people`: the rows that the table of people asks for ahead of Streamlit."""

import json

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pages.parts import people_ahead
from pages.parts.people_ahead import Wanted
from pages.web.session import bearer, body, foreign
from usercore import UsercoreError
from usercore.errors import MustChangePassword, MustEnrol, NotAllowed, NotSignedIn

LARGEST = 16 * 1024  # bytes that may be asked with


async def people(request: Request) -> Response:
    """401 for a visitor, 403 without the permission, 400 for what is no query, 410 for what the list refuses, such as
    a page that is gone. The browser says nothing of these: Streamlit comes to the same end and words it.
    """
    if refusal := foreign(request):
        return refusal
    asked = await body(request, LARGEST)
    try:
        wanted = Wanted.model_validate_json(asked or b"")
        found = await run_in_threadpool(people_ahead.rows, bearer(request), wanted)
    except ValidationError:
        return _answer(400)
    except (NotSignedIn, MustChangePassword, MustEnrol):
        return _answer(401)
    except NotAllowed:
        return _answer(403)
    except UsercoreError:
        return _answer(410)
    return _answer(200, json.dumps(found).encode())


def _answer(status: int, found: bytes = b"[]") -> Response:
    return Response(found, status, {"cache-control": "no-store"}, "application/json")


routes = [Route(people_ahead.DOOR, people, methods=["POST"])]

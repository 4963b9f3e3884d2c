"""Lists of people as they are brought in from elsewhere, and what became of each line."""

from tests.builders import house
from usercore.actions import imports
from usercore.frames import users as people


def bring(core, actor, *lines, **more):
    return core.call(actor, imports.people, lines=list(lines), **more)


def outcomes(done):
    return [result.outcome for result in done.results]


def whys(done):
    return [result.why for result in done.results]


def a_list(count, first=1):
    return [
        {"email": f"person{number}@example.com", "name": f"Person {number}"} for number in range(first, first + count)
    ]


def found(core, text):
    return core.call(house(), people.search, query=people.UserQuery(text=text))["email"].tolist()

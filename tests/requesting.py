"""Requests of the privacy desk for tests: written down, read, identified, proved."""

from tests.builders import house, letters_to
from usercore.actions import request_work, requests
from usercore.exports import person as archive
from usercore.frames import requests as lists


def log(core, actor, kind="access", **about):
    return core.call(actor, requests.log, kind=kind, **about)


def one(core, request_id, actor=None):
    return core.call(actor or house(), lists.one, request_id=request_id).iloc[0]


def known(core, actor, request_id):
    core.call(actor, request_work.check_identity, request_id=request_id, how="called-back")
    return request_id


def exported(core, actor, user_id):
    return b"".join(core.stream(actor, archive, user_id=user_id))


def kinds_of_letters(core, user_id):
    return {letter.kind for letter in letters_to(core, user_id) if letter.kind.startswith("request-")}

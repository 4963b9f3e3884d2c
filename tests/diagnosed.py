"""What is found about someone's way in, as the person reading it asks for it; and what goes wrong before."""

from tests.builders import house, visitor
from usercore.actions import outbox, sign_in
from usercore.frames import diagnoses


def why(core, actor, user_id):
    return core.call(actor, diagnoses.why, user_id=user_id)


def kinds(core, user_id, actor=None):
    return list(why(core, actor or house(), user_id)["kind"])


def first(core, user_id, actor=None):
    return why(core, actor or house(), user_id).iloc[0]


def said(core, user_id, actor=None):
    found = first(core, user_id, actor)
    return diagnoses.told(diagnoses.Finding(found.kind, found.stops, found.facts), moment=lambda at: f"{at:%H:%M}")


def guess(core, email, times=1, password="wrong", address="192.0.2.1"):
    for _ in range(times):
        core.call(visitor(address=address), sign_in.with_password, email=email, password=password)


def failed(core, letter_id, said="450 later", **more):
    core.call(house(), outbox.failed, letter_id=letter_id, said=said, **more)

"""No secret lies anywhere in clear: driven through every flow, then looked for in each table, file and line."""

import httpx
import pytest

from tests.builders import ANOTHER, MAX, PASSPHRASE, a_user, house, letter_to, link_to, settings, token_for, visitor
from tests.dashboards import start
from tests.letter_box import FOUR, a_link, signed_in_elsewhere, use
from tests.witness import everything
from usercore import open_core
from usercore.actions import outbox, passwords, sign_in, users
from usercore.errors import InvalidPassword, WrongPassword

WRONG, WEAK = "canary wrong password 7f", "canary-weak"
TEMPORARY = "a canary for the first week only"


@pytest.fixture
def secrets(core, sam, maxim):
    """Every secret that was shown or typed while someone lost their password, their address and their patience."""
    given = [a_link(core, purpose, maxim) for purpose in FOUR]
    core.call(visitor(), sign_in.with_password, email=MAX, password=WRONG)
    with pytest.raises(InvalidPassword):
        core.call(visitor(), passwords.reset, token=given[0], new_password=WEAK)
    with pytest.raises(WrongPassword):
        core.call(maxim, sign_in.confirm, proof=WRONG)
    given.append(core.call(visitor(address=""), sign_in.with_password, email=MAX, password=PASSPHRASE).ticket)
    given += [letter.link.rpartition("/")[2] for letter in core.call(house(), outbox.claim, most=20) if letter.link]
    use(core, "reset", given[0])
    given.append(_moved(core))
    given.append(signed_in_elsewhere(core, "moved@example.com", ANOTHER))
    core.call(sam, passwords.change, user_id=maxim.user_id, new_password=TEMPORARY)
    generated = core.call(sam, passwords.change, user_id=maxim.user_id, generate_password=True).password
    core.call(sam, passwords.force_reset, user_id=maxim.user_id, compromised=True)
    given.append(link_to(core, maxim.user_id, "forced-reset"))
    made = core.call(sam, users.create, email="made@example.com", generate_password=True)
    return [PASSPHRASE, ANOTHER, WRONG, WEAK, TEMPORARY, made.password, generated, *given]


def _moved(core):
    actor = core.actor_for(token_for(core, MAX, ANOTHER))
    core.call(actor, users.update, user_id=actor.user_id, email="moved@example.com")
    token = link_to(core, actor.user_id, "email-confirm")
    use(core, "email", token)
    return token


def test_no_table_holds_one(core, secrets):
    kept = repr(everything(core, traces=True))

    assert MAX in kept
    assert len(set(secrets)) > 15
    assert [one for one in secrets if one in kept or (one.partition("_")[2] or one) in kept] == []


def test_the_embedded_database_s_files_hold_none_either(core, databases, secrets):
    if databases.name != "sqlite":
        pytest.skip("PostgreSQL's files are its own")
    databases.settle(core.settings.database_url)
    file = core.settings.database_file

    written = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.stem}.db*"))

    assert MAX.encode() in written
    assert [one for one in secrets if one.encode() in written] == []


def test_a_sent_letter_has_forgotten_its_link(core, maxim):
    a_link(core, "reset", maxim)
    (letter,) = core.call(house(), outbox.claim, most=20)

    core.call(house(), outbox.sent, letter_id=letter.id)

    assert letter_to(core, maxim.user_id, "reset").sealed_token is None


def test_the_dashboard_writes_none_to_its_log(sqlite_files):
    with sqlite_files.fresh() as url:
        core = open_core(settings=settings(url))
        user_id = a_user(core, "fay@example.com")
        core.call(visitor(address=""), passwords.request_reset, email="fay@example.com")
        link = link_to(core, user_id, "reset")
        ticket = core.call(
            visitor(address=""), sign_in.with_password, email="fay@example.com", password=PASSPHRASE
        ).ticket
        dashboard = start(url)
        with httpx.Client(base_url=dashboard.url, timeout=20) as web:
            answers = [web.get(f"/open/{link}") for _ in range(2)]
            begun = web.post("/auth/session", json={"ticket": ticket}, headers={"origin": dashboard.url})
            web.get("/account")
        dashboard.end()
        core.close()

        assert [answer.headers["location"] for answer in answers] == ["/choose-password"] * 2
        session = begun.headers["set-cookie"].partition("=")[2].partition(";")[0]
        written = "".join(dashboard.lines)
        assert session.startswith("session_")
        assert [one for one in (link, ticket, session, PASSPHRASE, "fay@example.com") if one in written] == []


def test_a_used_link_leaves_the_browser_for_our_own_pages_only(dashboard):
    cookie = {"cookie": "__Host-usercore-link=reset_canary"}
    with httpx.Client(base_url=dashboard.url, timeout=20) as web:
        foreign = web.delete("/auth/link", headers={"origin": "https://evil.example", **cookie})
        ours = web.delete("/auth/link", headers={"origin": dashboard.url, **cookie})
        without = web.delete("/auth/link", headers={"origin": dashboard.url})

    assert (foreign.status_code, "set-cookie" in foreign.headers) == (403, False)
    assert (ours.status_code, without.status_code) == (204, 204)
    assert ours.headers["set-cookie"].startswith("__Host-usercore-link=done_reset; HttpOnly; Max-Age=900")
    assert "set-cookie" not in without.headers

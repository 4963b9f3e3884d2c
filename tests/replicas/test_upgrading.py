"""A rolling upgrade: a new version with a migration comes while both are at work, and nobody is turned away."""

import threading
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import text

from tests.builders import a_user, an_address, house, settings, token_for
from tests.replicas.two import OPENS_A_PAGE, REPLICA, until
from usercore import open_core
from usercore.actions import users
from usercore.schema import migrations

pytestmark = pytest.mark.xdist_group("replicas")
NEXT = "2099_01_01_next"
MIGRATION = f'''"""What the next version adds."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{migrations()[-1]}"
branch_labels = None
depends_on = None
older_code_works = True


def upgrade() -> None:
    op.add_column("users", sa.Column("nickname", sa.String(40), nullable=True))
    op.create_index("ix_users_nickname", "users", ["nickname"])


def downgrade() -> None:
    op.drop_index("ix_users_nickname", "users")
    op.drop_column("users", "nickname")
'''


def at(replicas):
    with replicas.core.engine.connect() as connection:
        return connection.scalar(text("SELECT version_num FROM alembic_version"))


@contextmanager
def visitors(replicas, token):
    """One at each replica asks again and again: where they were sent, who served them, and what failed."""
    answers, over = [], threading.Event()

    def ask(name):
        with replicas.visitor(name, token) as one:
            while not over.is_set():
                for path in ("/", "/account", "/readyz"):
                    try:
                        told = one.get(path)
                        answers.append((path, told.status_code, told.headers.get("location"), one.cookies[REPLICA]))
                    except httpx.HTTPError as broken:
                        answers.append((path, 0, repr(broken), None))
                over.wait(0.02)

    threads = [threading.Thread(target=ask, args=[name]) for name in "ab"]
    for thread in threads:
        thread.start()
    yield answers
    over.set()
    for thread in threads:
        thread.join()


def test_nobody_is_turned_away_while_one_after_the_other_is_replaced(replicas):
    token = token_for(replicas.core, "max@example.com")
    fine = {("/", 303, "/account"), ("/account", 200, None), ("/readyz", 200, None)}
    before = at(replicas)
    with visitors(replicas, token) as answers:
        until(lambda: len(answers) > 10, "nobody was served")
        version = replicas.next_version()
        (version / "usercore" / "migrations" / "versions" / f"{NEXT}.py").write_text(MIGRATION)
        assert at(replicas) == before

        replicas.replace("a")
        assert at(replicas) == NEXT
        old = httpx.get(f"{replicas.own_url('b')}/readyz")
        works_on(replicas)
        replicas.replace("b")
        seen = len(answers)
        until(lambda: len(answers) > seen + 10, "nobody was served")

    assert (old.status_code, old.text) == (200, "ok")
    assert {answer[:3] for answer in answers} == fine
    assert {answer[3] for answer in answers} == {"a", "b"}


def works_on(replicas):
    """The version before does its work on what the new one has left, also one that starts only now."""
    for core in (replicas.core, open_core(settings=settings(replicas.core.settings.database_url))):
        made = a_user(core, an_address("meanwhile"))
        core.call(house(), users.update, user_id=made, name="Made Meanwhile")
        if core is not replicas.core:
            core.close()


def test_one_that_has_come_back_takes_all_of_its_visitors_at_once(replicas):
    """Also while the first answer of the new process is still to come: the other may be the next to be replaced."""
    before = replicas.times_ready("a")
    replicas.end("a")
    with replicas.visitor("a") as moved:
        until(lambda: moved.get("/healthz").text == "ok" and moved.cookies[REPLICA] == "b", "nobody took over")
    replicas.wait_for("a", before + 1)

    with (
        replicas.visitor("a") as first,
        replicas.visitor("a") as second,
        first.stream("GET", "/_stcore/stream", headers=OPENS_A_PAGE) as page,
    ):
        second.get("/healthz")

    assert page.status_code == 101
    assert (first.cookies[REPLICA], second.cookies[REPLICA]) == ("a", "a")

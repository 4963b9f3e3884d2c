"""What a collector reads: counts of what was done, figures of what is, and nobody's data."""

import re
from functools import partial

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.builders import MAX, PASSPHRASE, house, visitor
from tests.letters import some
from tests.rooms import deeds
from tests.second_factors import code_of, step
from usercore.actions import rules, sign_in, users
from usercore.database import writing
from usercore.errors import DatabaseAway, NotAllowed, TooManyAttempts
from usercore.frames import health, instances
from usercore.metrics import Metrics

ALLOWED = re.compile(r"[A-Za-z0-9_.+-]*")


@pytest.fixture
def metrics(core):
    figures = partial(core.call, house(), health.figures)
    core.watcher = Metrics(figures, version="1.2.3", database="sqlite", connections=core.connections)
    return core.watcher


def read(metrics):
    """Every sample, by name and labels."""
    families = text_string_to_metric_families(metrics.exposition().decode())
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


def try_to_sign_in(core, password="wrong", email=MAX):
    return core.call(visitor(), sign_in.with_password, email=email, password=password)


def test_before_anything_happened_sign_ins_are_none_and_not_unknown(metrics):
    told = read(metrics)

    assert [told["usercore_sign_ins_total", outcome] for outcome in ("done", "second-step", "refused", "limited")] == [
        0
    ] * 4
    assert told["usercore_build_info", "sqlite", "1.2.3"] == 1


def test_connections_are_told_by_what_they_do(core, metrics):
    with core.engine.connect(), core.engine.connect():
        told = read(metrics)

    # The third is the one that the figures were read on, and lies ready again or is about to.
    assert told["usercore_connections", "busy"] == 2
    assert sum(told["usercore_connections", state] for state in ("busy", "idle", "unopened")) == 20


def test_sign_ins_are_counted_by_how_they_ended(core, metrics):
    try_to_sign_in(core, PASSPHRASE)
    for _ in range(2):
        try_to_sign_in(core)

    told = read(metrics)
    assert (told["usercore_sign_ins_total", "done"], told["usercore_sign_ins_total", "refused"]) == (1, 2)


def test_both_steps_are_counted(core, metrics, codes, maxim):
    challenge = step(core, MAX).challenge
    core.call(visitor(), sign_in.with_code, challenge=challenge, code=code_of(core, maxim.user_id))

    told = read(metrics)
    assert (told["usercore_sign_ins_total", "second-step"], told["usercore_sign_ins_total", "done"]) == (1, 1)


def test_whoever_a_limit_stops_is_counted_apart(core, metrics):
    core.call(house(), rules.change_limit, name="sign-in:source", times=1, within=core.settings.fresh_for)
    try_to_sign_in(core)
    with pytest.raises(TooManyAttempts):
        try_to_sign_in(core)

    told = read(metrics)
    assert told["usercore_sign_ins_total", "limited"] == 1
    assert told["usercore_refusals_total", "TooManyAttempts"] == 1


def test_refusals_are_counted_by_kind_and_failures_apart(core, metrics, maxim, ada):
    with pytest.raises(NotAllowed):
        core.call(maxim, users.suspend, user_id=ada.user_id, reason="x")
    with pytest.raises(TypeError):
        core.call(ada, users.suspend, nonsense=1)

    told = read(metrics)
    assert told["usercore_refusals_total", "NotAllowed"] == 1
    assert told["usercore_failures_total", "unexpected"] == 1


def test_calls_are_timed_by_deed(core, metrics, vera):
    for _ in range(3):
        core.call(vera, instances.about)

    told = read(metrics)
    assert told["usercore_call_seconds_count", "instances.about"] == 3
    assert told["usercore_call_seconds_bucket", "instances.about", "+Inf"] == 3


def test_figures_are_read_when_asked(core, metrics):
    assert read(metrics)["usercore_outbox_letters", "queued"] == 0
    some(core, 2)

    told = read(metrics)
    assert (told["usercore_outbox_letters", "queued"], told["usercore_open_sessions",]) == (2, 3)
    assert told["usercore_locked_people",] == 0


def test_labels_are_names_of_ours_and_few(core, metrics):
    try_to_sign_in(core, email="canary@example.com")
    for deed in deeds().values():
        metrics.saw(deed, 0.1, None)

    text = metrics.exposition().decode()
    for label in re.findall(r'="([^"]*)"', text):
        assert ALLOWED.fullmatch(label), label
    assert "canary" not in text
    assert len(text.splitlines()) < 20 * len(deeds())


def test_a_database_that_does_not_answer_is_no_page_of_zeros(core, metrics):
    core.engine.dispose()

    def away():
        raise DatabaseAway

    broken = Metrics(away, version="1", database="x")
    with pytest.raises(DatabaseAway):
        broken.exposition()
    with writing(core.engine):
        pass  # the core itself goes on

"""Who stands where: counts by purpose, and the list of those who are still on an older text, page by page."""

import pytest
from sqlalchemy import event, insert, text

from tests.builders import a_user, house, someone
from tests.consenting import a_purpose, decline, give, publish, text_of, withdraw
from tests.frames.test_today_plans import crowd as people
from usercore.actions import consent_texts, consents, users
from usercore.errors import NotFound, PageGone
from usercore.frames import consent_texts as texts
from usercore.frames import consents as lists
from usercore.frames import timeline
from usercore.frames.consents import BehindQuery
from usercore.frames.timeline import StreamQuery
from usercore.models import ConsentState, User


@pytest.fixture
def newsletter(core):
    return a_purpose(core)


def counted(core, actor, key):
    found = core.call(actor, texts.purposes).set_index("id").loc[key]
    return [int(found[name]) for name in ("current", "behind", "declined", "withdrawn", "never")]


def agreed(core, key, many=1):
    """So many more who agreed to the newest text, by their ids."""
    ids = [a_user(core) for _ in range(many)]
    for user_id in ids:
        core.call(house(), consents.give, user_id=user_id, text_id=text_of(core, key).id)
    return ids


def test_each_purpose_counts_who_stands_where(core, ada, sam, maxim, newsletter):
    agreed(core, newsletter, 2)
    publish(core, newsletter)
    give(core, ada, newsletter)
    decline(core, sam, newsletter)
    give(core, maxim, newsletter)
    withdraw(core, maxim, newsletter)

    assert counted(core, ada, newsletter) == [1, 2, 1, 1, 0]
    a_user(core)
    assert counted(core, ada, newsletter)[-1] == 1


def test_people_in_the_trash_do_not_count(core, ada, newsletter):
    gone = agreed(core, newsletter, 2)[0]
    publish(core, newsletter)
    core.call(house(), users.soft_delete, user_id=gone)

    assert counted(core, ada, newsletter)[1] == 1
    query = BehindQuery(purpose=newsletter)
    assert core.call(ada, lists.counts, query=query) == len(core.call(ada, lists.behind, query=query)) == 1


def test_counts_stop_at_the_cap(core, ada, newsletter):
    agreed(core, newsletter, 3)
    core.settings = core.settings.model_copy(update={"count_cap": 2})

    total = core.call(ada, texts.would_be_asked, purpose=newsletter)
    assert str(total) == "2+"


def test_who_is_behind_is_a_list_by_pages_the_latest_version_first(core, ada, newsletter):
    first = agreed(core, newsletter, 2)
    publish(core, newsletter)
    second = agreed(core, newsletter, 2)
    publish(core, newsletter, "Third words.")
    agreed(core, newsletter)

    page = core.call(ada, lists.behind, query=BehindQuery(purpose=newsletter, limit=3))
    assert list(page["version"]) == [2, 2, 1]
    rest = core.call(ada, lists.behind, query=BehindQuery(purpose=newsletter, limit=3, after=page.attrs["next"]))
    assert {*page["id"], *rest["id"]} == {*first, *second}
    back = core.call(ada, lists.behind, query=BehindQuery(purpose=newsletter, limit=3, before=rest.iloc[0].id))
    assert list(back["id"]) == list(page["id"])
    older = core.call(ada, lists.behind, query=BehindQuery(purpose=newsletter, version=1))
    assert set(older["id"]) == set(first)


def test_whoever_answers_leaves_the_list(core, ada, maxim, newsletter):
    give(core, maxim, newsletter)
    publish(core, newsletter)
    query = BehindQuery(purpose=newsletter)
    assert list(core.call(ada, lists.behind, query=query)["name"]) == ["Max Author"]

    give(core, maxim, newsletter)
    assert core.call(ada, lists.behind, query=query).empty


def test_a_page_or_a_purpose_that_is_gone_says_so(core, ada, newsletter):
    with pytest.raises(PageGone):
        core.call(ada, lists.behind, query=BehindQuery(purpose=newsletter, after="x"))
    with pytest.raises(NotFound):
        core.call(ada, lists.behind, query=BehindQuery(purpose="nothing"))


def test_an_auditor_sees_addresses_masked(core, newsletter):
    agreed(core, newsletter)
    publish(core, newsletter)

    found = core.call(someone(core, "auditor"), lists.behind, query=BehindQuery(purpose=newsletter))
    assert "•••@" in found.iloc[0].email


def test_one_is_asked_in_the_language_one_answered_in(core, maxim, newsletter):
    german = {"purpose": newsletter, "language": "de", "title": "Neues", "body": "Einmal im Monat."}
    core.call(house(), consent_texts.translate, **german)
    assert core.call(maxim, lists.of_user, user_id=maxim.user_id).iloc[0].language == "en"

    versions = core.call(house(), texts.versions, purpose=newsletter).set_index("language")
    core.call(maxim, consents.give, user_id=maxim.user_id, text_id=versions.loc["de"].id)
    found = core.call(maxim, lists.of_user, user_id=maxim.user_id).iloc[0]
    assert (found.language, found.title, found.agreed_title) == ("de", "Neues", "Neues")


def test_of_the_texts_of_one_version_the_english_one_comes_first(core, newsletter):
    publish(core, newsletter, language="de")
    for language in ("fr", "en-GB", "en"):
        core.call(house(), consent_texts.translate, purpose=newsletter, language=language, title="News", body="Words.")

    found = core.call(house(), texts.versions, purpose=newsletter)

    assert list(found["language"]) == ["en", "en-GB", "de", "fr", "en"]
    assert list(found["version"]) == [2, 2, 2, 2, 1]


@pytest.mark.parametrize(
    ("browser", "read"), [("de-AT", "de"), ("pt-BR", "pt-BR"), ("pt-PT", "pt-BR"), ("fr", "en"), (None, "en")]
)
def test_whoever_never_answered_reads_it_as_their_browser_speaks(core, maxim, newsletter, browser, read):
    for language in ("de", "pt-BR"):
        core.call(house(), consent_texts.translate, purpose=newsletter, language=language, title="News", body="Words.")

    row = core.call(maxim, lists.of_user, user_id=maxim.user_id, language=browser).iloc[0]

    assert row.language == read


def test_where_one_stands_shows_the_text_that_was_agreed_to_and_the_newest(core, maxim, newsletter):
    give(core, maxim, newsletter)
    publish(core, newsletter)

    found = core.call(maxim, lists.of_user, user_id=maxim.user_id).iloc[0]
    assert (found.answer, found.version, found.newest) == ("given", 1, 2)
    assert (found.behind, found.asked) == (True, True)
    assert "month" in found.agreed_body
    assert "week" in found.body


def test_the_stream_of_a_person_has_a_kind_of_its_own_for_it(core, sam, maxim, newsletter):
    give(core, maxim, newsletter)
    withdraw(core, maxim, newsletter)

    found = core.call(sam, timeline.of_user, query=StreamQuery(user_id=maxim.user_id, kinds=("consents",)))
    assert list(found["event"]) == ["consent:withdrawn", "consent:given"]
    assert set(found["kind"]) == {"consents"}


@pytest.fixture
def crowd(core, newsletter):
    """Thousands who agreed, nearly all to the newest text."""
    publish(core, newsletter)
    text_id, now = text_of(core, newsletter).id, core.now()
    rows = list(people(now))
    with core.engine.begin() as connection:
        connection.execute(insert(User), rows)
        connection.execute(
            insert(ConsentState),
            [
                {
                    "user_id": row["id"], "purpose": newsletter, "consent_id": text_id, "number": 1, "answer": "given",
                    "version": 1 if place % 500 == 0 else 2, "language": "en", "at": now,
                }
                for place, row in enumerate(rows)
            ],
        )  # fmt: skip
    return newsletter


def test_lists_and_counts_walk_the_index_of_states(core, ada, crowd):
    postgres = core.engine.dialect.name == "postgresql"
    if postgres:
        with core.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in ("users", "consent_states"):
                connection.execute(text(f"VACUUM ANALYZE {table}"))
    asked = []
    listener = lambda _c, _cu, statement, parameters, *_: asked.append((statement, parameters))  # noqa: E731
    event.listen(core.engine, "before_cursor_execute", listener)
    core.call(ada, lists.behind, query=BehindQuery(purpose=crowd))
    core.call(ada, lists.counts, query=BehindQuery(purpose=crowd))
    core.call(ada, lists.of_user, user_id=ada.user_id)
    event.remove(core.engine, "before_cursor_execute", listener)
    ours = [one for one in asked if "consent_states" in one[0]]
    assert len(ours) == 3
    with core.engine.connect() as connection:
        for statement, parameters in ours:
            explain = "EXPLAIN " if postgres else "EXPLAIN QUERY PLAN "
            plan = "\n".join(str(row) for row in connection.exec_driver_sql(explain + statement, parameters))
            assert "Seq Scan on consent_states" not in plan, plan
            assert "SCAN consent_states" not in plan, plan
            assert "Seq Scan on users" not in plan, plan
            assert "SCAN users" not in plan, plan
            used = ("ix_consent_states_purpose_answer_version_user_id", "consent_states_1", "pk_consent_states")
            assert any(name in plan for name in used), plan
            if "ORDER BY consent_states.version" in statement:
                assert "TEMP B-TREE" not in plan, plan
                assert "->  Sort" not in plan, plan

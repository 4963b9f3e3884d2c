"""The outbox as staff see it: newest first, counted, searched, and no secret in sight."""

from datetime import timedelta

import pytest

from tests.builders import MAX, a_role, a_user, house, signed_in, visitor
from tests.letters import TOKEN, a_reset, change, lying, post, some
from usercore.actions import letter_texts, outbox, passwords
from usercore.errors import PageGone
from usercore.frames import outbox as lists
from usercore.frames.outbox import LIST, LetterQuery
from usercore.mail import letters


@pytest.fixture
def max_id(maxim):
    return maxim.user_id


@pytest.fixture
def clerk(core):
    """Sees the outbox, and personal data masked."""
    a_role(core, "clerk", "outbox:read", "users:read")
    a_user(core, "clerk@example.com", role="clerk")
    return signed_in(core, "clerk@example.com")


def search(core, actor, **wanted):
    return core.call(actor, lists.search, query=LetterQuery(**wanted))


def preview(core, actor, letter_id):
    return core.call(actor, lists.preview, letter_id=letter_id).iloc[0]


# --- the list ----------------------------------------------------------------------------------------------------


def test_letters_come_newest_first_with_what_became_of_them(core, clock, ada, max_id):
    old = post(core, max_id)
    core.call(house(), outbox.failed, letter_id=old, said="450 later")
    clock.advance(minutes=1)
    new = post(core, max_id)

    found = core.call(ada, lists.search)

    assert list(found.columns) == LIST
    assert list(found["id"]) == [new, old]
    row = found.iloc[1]
    assert (row["name"], row.email, row.kind, row.state) == ("Max Author", MAX, "reset", "failing")
    assert (row.tries, row.problem, row.sent_at) == (1, "450 later", None)
    assert row.next_try_at == lying(core, old).next_try_at
    assert row.has_link
    assert not row.above_you


def test_pages_follow_one_another_forwards_and_back(core, clock, ada):
    wanted = []
    for _ in range(7):
        wanted[:0] = some(core, 1)
        clock.advance(seconds=1)

    first = search(core, ada, limit=3)
    second = search(core, ada, limit=3, after=first.attrs["next"])
    third = search(core, ada, limit=3, after=second.attrs["next"])
    back = search(core, ada, limit=3, before=third.attrs["previous"])

    assert [*first["id"], *second["id"], *third["id"]] == wanted
    assert list(back["id"]) == list(second["id"])
    assert (first.attrs["previous"], third.attrs["next"]) == (None, None)


def test_letters_of_one_moment_are_all_there(core, ada):
    wanted = some(core, 5)

    first = search(core, ada, limit=2)
    second = search(core, ada, limit=2, after=first.attrs["next"])
    third = search(core, ada, limit=2, after=second.attrs["next"])

    assert [*first["id"], *second["id"], *third["id"]] == wanted[::-1]


@pytest.mark.parametrize("cursor", ["nonsense", "019cadc6-0000-7000-8000-000000000000"])
def test_a_page_that_is_gone_says_so(core, ada, cursor):
    with pytest.raises(PageGone):
        search(core, ada, after=cursor)


def test_filters_combine(core, ada, max_id):
    wanted = post(core, max_id)
    core.call(house(), outbox.failed, letter_id=wanted, said="450")
    post(core, max_id)
    post(core, max_id, letters.locked(to=MAX, name="Max Author", until=core.now()))
    some(core, 1)

    assert list(search(core, ada, text="AUTHOR max@", kinds=("reset",), states=("failing",))["id"]) == [wanted]
    assert len(search(core, ada, text="max author")) == 3
    assert len(search(core, ada, user_id=max_id, kinds=("locked", "reset"))) == 3
    assert search(core, ada, text="%").empty
    assert search(core, ada, states=("nonsense",)).empty


def test_letters_to_nobody_are_nowhere(core, ada):
    core.call(visitor(), passwords.request_reset, email="nobody@example.com")

    assert search(core, ada).empty
    assert search(core, ada, states=("void",)).empty
    assert "void" not in set(core.call(ada, lists.by_state)["state"])


def test_every_state_is_counted_no_further_than_the_cap(core, ada, max_id):
    for _ in range(3):
        post(core, max_id)
    core.call(house(), outbox.sent, letter_id=post(core, max_id))

    counted = dict(core.call(ada, lists.by_state).itertuples(index=False))
    assert counted == {"queued": 3, "sent": 1, "failing": 0, "given-up": 0, "ended": 0}

    core.settings = core.settings.model_copy(update={"count_cap": 2})
    assert dict(core.call(ada, lists.by_state).itertuples(index=False))["queued"] == 2


def test_who_stands_above_you_is_marked(core, sam, ada, max_id):
    post(core, ada.user_id)
    post(core, max_id)

    found = search(core, sam)

    assert dict(zip(found["name"], found["above_you"], strict=True)) == {"Ada Admin": True, "Max Author": False}


def test_a_link_is_there_until_the_letter_was_sent_or_it_ended(core, ada, max_id):
    waiting, sent, ended = (post(core, max_id) for _ in range(3))
    core.call(house(), outbox.sent, letter_id=sent)
    change(core, ended, ends_at=core.now())

    found = search(core, ada).set_index("id").has_link

    assert (found[waiting], found[sent], found[ended]) == (True, False, False)


# --- masked ------------------------------------------------------------------------------------------------------


def test_whoever_sees_data_masked_reads_no_address_anywhere(core, clerk, max_id):
    new = "max.new@example.org"
    told = letters.email_asked(to=MAX, name="Max Author", new=new, token=TOKEN, ends_at=core.now() + timedelta(days=1))
    letter_id = post(core, max_id, told)
    core.call(house(), outbox.failed, letter_id=letter_id, said=f"550 <{MAX}>: no such mailbox")

    shown = str(search(core, clerk).to_dict()) + str(preview(core, clerk, letter_id).to_dict())

    assert MAX not in shown
    assert new not in shown
    assert "no such mailbox" in shown


def test_whoever_sees_data_masked_cannot_find_out_about_addresses_by_searching(core, clerk, max_id):
    post(core, max_id)

    assert search(core, clerk, text="max@example").empty
    assert len(search(core, clerk, text="max auth")) == 1


# --- one letter --------------------------------------------------------------------------------------------------


def test_the_preview_is_the_letter_without_its_token(core, ada, max_id):
    letter_id = post(core, max_id)

    row = preview(core, ada, letter_id)

    assert row.subject == "Choose a new password for usercore"
    assert "Hello Max Author" in row.text
    assert f"{core.settings.home}/open/…" in row.text
    assert TOKEN not in str(row.to_dict())
    assert "href" not in row.html  # to look at, not to follow


def test_the_preview_of_a_sent_letter_is_the_same(core, ada, max_id):
    letter_id = post(core, max_id)
    before = preview(core, ada, letter_id)

    core.call(house(), outbox.sent, letter_id=letter_id)

    assert preview(core, ada, letter_id).text == before.text


def test_a_name_makes_no_markup_in_the_preview(core, ada):
    whose = a_user(core)
    name = "<img src=x onerror=alert(1)>"
    letter_id = post(core, whose, a_reset(to=MAX, name=name, ends_at=core.now() + timedelta(hours=1)))

    row = preview(core, ada, letter_id)

    assert "<img" not in row.html
    assert "&lt;img" in row.html


def test_the_preview_is_made_with_the_changed_text(core, ada, max_id):
    core.call(ada, letter_texts.change, kind="reset", subject="Mine", body="[Go]({{ link }})")

    assert preview(core, ada, post(core, max_id)).subject == "Mine"


@pytest.mark.parametrize("letter_id", ["nonsense", None, "019cadc6-0000-7000-8000-000000000000"])
def test_there_is_no_preview_of_what_is_not_there(core, ada, letter_id):
    assert core.call(ada, lists.preview, letter_id=letter_id).empty


def test_there_is_no_preview_of_a_letter_to_nobody(core, ada):
    letter_id = post(core, None)

    assert core.call(ada, lists.preview, letter_id=letter_id).empty


def test_an_odd_letter_of_another_version_keeps_no_list_from_showing(core, ada, max_id):
    letter_id = post(core, max_id)
    change(core, letter_id, kind="of another version")

    assert list(search(core, ada)["kind"]) == ["of another version"]

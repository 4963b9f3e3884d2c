"""Purposes and the versions of their texts."""

import pytest

from tests.builders import house
from tests.consenting import OTHER_WORDS, WORDS, a_purpose, give, publish
from tests.witness import at_once, entries, events
from usercore import word_diff
from usercore.actions import consent_texts
from usercore.errors import EditedMeanwhile, InvalidConsentText, InvalidPurpose, NotFound, PurposeRetired, SameText
from usercore.frames import consent_texts as lists
from usercore.frames import consents


@pytest.fixture
def newsletter(core):
    return a_purpose(core)


def test_a_purpose_is_called_by_a_key_made_from_its_title(core, ada):
    assert core.call(ada, consent_texts.add_purpose, title="Product research, é!") == "product-research-e"
    assert core.call(ada, consent_texts.add_purpose, title="再会") == "purpose"
    assert core.call(ada, consent_texts.add_purpose, title="Else", key="other") == "other"
    assert events(core)[-1] == "consent-text:purpose-added"


@pytest.mark.parametrize("wanted", [{"title": ""}, {"title": "X", "key": "Not A Key"}, {"title": "Newsletter"}])
def test_one_that_has_no_name_or_is_there_already_is_refused(core, ada, newsletter, wanted):
    with pytest.raises(InvalidPurpose):
        core.call(ada, consent_texts.add_purpose, **wanted)


def test_each_version_stays_with_who_published_it(core, ada, newsletter):
    core.call(ada, consent_texts.publish, purpose=newsletter, title="News", body=OTHER_WORDS)

    found = core.call(ada, lists.versions, purpose=newsletter)
    assert list(found["version"]) == [2, 1]
    assert list(found["publisher"]) == ["Ada Admin", None]
    assert list(found["body"]) == [OTHER_WORDS, WORDS]
    assert entries(core)[-1].facts["sha256"] == found.iloc[0].sha256


@pytest.mark.parametrize("body", [WORDS, f"  {WORDS}\n\n", WORDS.replace(" ", "  ")])
def test_the_same_text_is_not_published_again(core, newsletter, body):
    with pytest.raises(SameText):
        publish(core, newsletter, body)


@pytest.mark.parametrize(
    "wanted", [{"body": " "}, {"body": "x" * 10_001}, {"body": "a\u202eb"}, {"language": "English"}]
)
def test_a_text_that_cannot_be_read_is_refused(core, newsletter, wanted):
    with pytest.raises(InvalidConsentText):
        publish(core, newsletter, **wanted)


def test_nothing_is_published_over_what_someone_else_published_meanwhile(core, newsletter):
    publish(core, newsletter, seen=1)

    with pytest.raises(EditedMeanwhile):
        publish(core, newsletter, "Third words.", seen=1)


def test_of_two_at_once_each_has_its_own_number(core, newsletter):
    found = at_once(*[lambda n=n: publish(core, newsletter, f"Words number {n}.") for n in range(4)])

    assert sorted(found) == [2, 3, 4, 5]


def test_a_translation_is_the_same_version_and_asks_nobody(core, maxim, newsletter):
    give(core, maxim, newsletter)
    german = {"language": "de", "title": "Neuigkeiten", "body": "Einmal im Monat."}
    core.call(house(), consent_texts.translate, purpose=newsletter, **german)

    assert list(core.call(house(), lists.versions, purpose=newsletter)["version"]) == [1, 1]
    assert not core.call(maxim, consents.of_user, user_id=maxim.user_id)["asked"].any()
    with pytest.raises(SameText):
        core.call(house(), consent_texts.translate, purpose=newsletter, **german)


def test_before_its_first_text_nothing_can_be_translated_or_asked(core, ada):
    key = core.call(ada, consent_texts.add_purpose, title="Research", at_sign_in=True)

    with pytest.raises(NotFound):
        core.call(ada, consent_texts.translate, purpose=key, language="de", title="X", body="Y")
    assert core.call(ada, consents.of_user, user_id=ada.user_id).empty


def test_what_is_retired_takes_no_text_until_it_is_revived(core, newsletter):
    core.call(house(), consent_texts.retire, purpose=newsletter)
    with pytest.raises(PurposeRetired):
        publish(core, newsletter)
    core.call(house(), consent_texts.revive, purpose=newsletter)

    assert publish(core, newsletter) == 2


def test_what_it_is_called_and_when_it_is_asked_may_change(core, ada, newsletter):
    core.call(ada, consent_texts.change_purpose, purpose=newsletter, title="News", at_sign_in=True)
    core.call(ada, consent_texts.change_purpose, purpose=newsletter, title="News", at_sign_in=True)

    assert events(core).count("consent-text:purpose-changed") == 1
    assert core.call(ada, lists.purposes).iloc[0].title == "News"


def test_what_changed_is_told_word_by_word(core, ada, newsletter):
    publish(core, newsletter)

    newest, first = core.call(ada, lists.versions, purpose=newsletter).itertuples()
    changes = list(word_diff.words(newest.before, newest.body))
    assert [(kind, words.strip()) for kind, words in changes if kind != "same"] == [
        ("removed", "month."),
        ("added", "week."),
    ]
    assert "".join(words for kind, words in changes if kind != "removed") == OTHER_WORDS
    assert (first.before, first.body) == ("", WORDS)

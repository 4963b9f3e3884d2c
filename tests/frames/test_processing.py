"""The record of processing: all that the law asks for, made from what is declared (GDPR 30(1))."""

import csv
import io

import pytest

from tests.builders import settings, someone
from usercore import exports, open_core
from usercore.actions import users
from usercore.errors import NotAllowed
from usercore.frames import processing
from usercore.personal import ACTIVITIES, HOLDINGS, MEASURES


def test_every_kind_of_data_has_its_row_with_everything_filled_in(core, sam):
    found = core.call(sam, processing.activities)

    assert len(found) == len(HOLDINGS)
    assert set(found["activity"]) == {one.title for one in ACTIVITIES}
    assert [column for column in found if not found[column].all()] == []


def test_the_rows_of_one_activity_stand_together(core, sam):
    titles = list(core.call(sam, processing.activities)["activity"])

    assert [title for place, title in enumerate(titles) if title in titles[:place] and titles[place - 1] != title] == []


def test_who_answers_is_not_set_at_first(core, sam):
    about = core.call(sam, processing.about).iloc[0]

    assert (about.controller, about.contact) == (None, None)
    assert about.measures == list(MEASURES)


def test_who_answers_stands_in_the_file(core, sam):
    named = settings(core.settings.database_url, controller="Example Ltd", privacy_contact="privacy@example.com")
    again = open_core(settings=named, clock=core._clock)

    told = list(csv.DictReader(io.StringIO(b"".join(again.stream(sam, exports.processing)).decode(), newline="")))

    again.close()
    assert {(row["controller"], row["contact"]) for row in told} == {("Example Ltd", "privacy@example.com")}
    assert [row for row in told if not all(row.values())] == []
    assert len(told) == len(HOLDINGS)


def test_it_takes_the_right_to_read_at_the_privacy_desk(core, maxim):
    for deed in (processing.activities, processing.about):
        with pytest.raises(NotAllowed):
            core.call(maxim, deed)
    with pytest.raises(NotAllowed):
        core.stream(maxim, exports.processing)
    assert len(core.call(someone(core, "auditor"), processing.activities))


def test_it_names_nobody(core, sam):
    told = b"".join(core.stream(sam, exports.processing)).decode()

    assert "@" not in told
    assert users.create.name not in told

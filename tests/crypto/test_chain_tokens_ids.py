"""The small pure pieces: chain links, tokens, ids."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usercore.crypto import chain
from usercore.crypto.ids import as_uuid, uuid7
from usercore.crypto.tokens import derived_key, digest, fingerprint, mint

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=5))
def test_the_order_of_names_makes_no_difference_to_a_link(row):
    assert chain.link(chain.START, row) == chain.link(chain.START, dict(reversed(row.items())))


@given(st.dictionaries(st.text(max_size=5), PLAIN, min_size=1, max_size=5), st.text(max_size=5))
def test_any_other_value_makes_another_link(row, other):
    name = next(iter(row))
    changed = row | {name: [row[name], other]}

    assert chain.link(chain.START, row) != chain.link(chain.START, changed)


def test_a_link_covers_the_one_before():
    assert chain.link(chain.START, {}) != chain.link(chain.link(chain.START, {}), {})


def test_a_sealed_value_needs_its_salt_to_be_guessed():
    assert chain.sealed_value("max@example.com", b"1" * 16) != chain.sealed_value("max@example.com", b"2" * 16)


def test_a_token_says_what_it_is_for_and_holds_256_random_bits():
    token, stored = mint("ticket", b"pepper")

    assert token.startswith("ticket_")
    assert len(token) == len("ticket_") + 43
    assert stored == digest(token, b"pepper")
    assert mint("ticket", b"pepper")[0] != token


def test_a_digest_needs_its_key():
    assert digest("token", b"one") != digest("token", b"other")


def test_each_use_of_the_secret_has_a_key_of_its_own():
    assert len({derived_key("secret", use) for use in ("session", "one-time", "browser", "typed")}) == 4


@pytest.mark.parametrize("value", ["", "max@example.com", "\ud800", "\0"])
def test_a_fingerprint_is_short_and_keyed(value):
    assert len(fingerprint(value, b"key")) == 16
    assert fingerprint(value, b"key") != fingerprint(value, b"other")


@given(st.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC)), st.integers(0, 2**74 - 1))  # noqa: DTZ001
def test_an_id_tells_its_moment_and_is_a_uuid_of_version_seven(moment, random):
    made = uuid7(moment, random)

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(moment.timestamp() * 1000)


def test_ids_of_later_moments_sort_later():
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number) for number in range(50)]

    made = [uuid7(moment) for moment in moments]
    assert made == sorted(made)


def test_ids_of_one_moment_differ():
    assert len({uuid7(datetime(2026, 1, 1, tzinfo=UTC)) for _ in range(1000)}) == 1000


@pytest.mark.parametrize("text", [None, "", "nonsense", 7, [], "\0", "x" * 10_000, "019cadc6-9a80-7dfe-91cb"])
def test_foreign_text_is_no_id(text):
    assert as_uuid(text) is None


def test_an_id_is_itself_and_what_it_is_written_as():
    made = uuid7(datetime(2026, 1, 1, tzinfo=UTC))

    assert as_uuid(made) == as_uuid(str(made)) == as_uuid(made.hex) == made
    assert isinstance(as_uuid(str(made)), UUID)

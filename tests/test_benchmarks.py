"""The benchmark runs, so that it never rots; what it finds is not judged here."""

import subprocess
import sys
import urllib.request

import pytest
from sqlalchemy import inspect

from benchmarks import bare, figures, imports, larger, report, soak, terms
from benchmarks.figures import NOT_MEASURED, Figure
from benchmarks.house import SYSTEM, a_house, how_many
from benchmarks.places import Files
from benchmarks.timing import Spread, compare
from tests.builders import settings
from tests.dashboards import ROOT
from usercore import open_core
from usercore.frames import users

PEOPLE = 300


def a_figure(**wanted):
    usual = {
        "row": 1, "what": "first page", "database": "SQLite", "ours": 1.2, "unit": "ms", "beside": {"bare": 0.5},
        "target": "≤ 1.6 × bare", "measured": "2.4 ×", "reached": False,
    }  # fmt: skip
    return Figure(**{**usual, **wanted})


def spread(median):
    return Spread(median, median, median)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    with a_house(Files(tmp_path_factory.mktemp("houses")), PEOPLE) as house:
        yield house


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_rows_1_to_6_are_measured(tmp_path, database):
    command = [sys.executable, "-m", "benchmarks", "--people", str(PEOPLE), "--rows", "1-6", "--database", database]
    kept = tmp_path / "figures.json"

    ended = subprocess.run(
        [*command, "--seconds", "0.01", "--without-django", "--out", kept],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr
    found, about = figures.read(kept)
    assert {figure.row for figure in found} == {1, 2, 3, 4, 5, 6}
    assert f"{PEOPLE} people" in about["about"]
    assert all(figure.ours > 0 for figure in found)
    assert {figure.is_judged for figure in found if "Django" in figure.target} == {False}
    assert "not measured" in ended.stdout


def test_ten_times_as_many_people_are_asked_for_the_same_pages(tmp_path, monkeypatch, capsys):
    for name, value in {"PEOPLE": 120, "HOUSES": tmp_path, "SECONDS": 0.01}.items():
        monkeypatch.setattr(larger, name, value)

    larger.main()

    first, *told = capsys.readouterr().out.splitlines()
    assert first.split() == ["SQLite", "120", "1,200"]
    assert len(told) == 8
    assert all(line.endswith("×") for line in told)


def test_only_the_rows_that_were_asked_for_are_measured(tmp_path):
    command = [sys.executable, "-m", "benchmarks", "--people", "30", "--rows", "5", "--database", "sqlite"]
    kept = tmp_path / "figures.json"

    subprocess.run([*command, "--seconds", "0.01", "--without-django", "--out", kept], cwd=ROOT, check=True)

    assert {figure.row for figure in figures.read(kept)[0]} == {5}


def test_the_bare_engine_is_asked_what_the_page_asks(house):
    sent = bare.sent(house.core, lambda: house.core.call(house.actor, users.search))

    who, page = sent
    assert bare.without_look_up(sent) == [page]
    assert "FROM sessions" in who.text
    with bare.a_cursor(house.core) as cursor:
        bare.again(cursor, sent)()
        page.run(cursor)
        names = [column[0] for column in cursor.description]
        rows = [bare.plain(names, row) for row in cursor.fetchall()]
    frame = house.core.call(house.actor, users.search)
    assert [row["id"] for row in rows][:20] == list(frame["id"])
    assert [row["created_at"] for row in rows][:20] == list(frame["created_at"])


def test_terms_find_as_many_as_they_say(house):
    for term in terms.choose(house.core, house.people).values():
        found = house.core.call(house.actor, users.counts, query=users.UserQuery(text=term.text), exact=True)
        assert found == term.matches, term


def test_another_house_is_empty_and_goes_again(house):
    with house.another(0) as empty:
        assert how_many(empty.core) == 0
        assert empty.actor == SYSTEM
        assert inspect(empty.core.engine).has_table("users")

    assert not list(house.place.folder.glob("empty_*"))
    assert how_many(house.core) == PEOPLE


def test_a_dashboard_serves_the_house(house):
    with house.dashboard() as dashboard, urllib.request.urlopen(f"{dashboard.url}/readyz") as answer:
        assert answer.read() == b"ok"
    assert dashboard.process.returncode is not None


def test_calls_are_measured_in_turns():
    called = []

    found = compare({"a": lambda: called.append("a"), "b": lambda: called.append("b")}, seconds=0.001)

    turns = "".join(called)
    assert "ab" in turns
    assert "ba" in turns
    assert found["a"].least <= found["a"].median <= found["a"].most


@pytest.mark.parametrize(
    ("target", "measured", "margin"),
    [
        ("≥ 40 × faster than Django admin", "80 ×", 2),
        ("≤ 1.6 × the bare statements", "3.2 ×", 0.5),
        ("≥ 300,000 rows/s", "1,200,000 rows/s", 4),
        ("≤ 16 MiB growth", "0 MiB", None),
        ("one statement", "one", None),
        ("≥ 40 × faster than Django admin", NOT_MEASURED, None),
    ],
)
def test_how_far_from_its_target_a_figure_is(target, measured, margin):
    assert a_figure(target=target, measured=measured).margin == margin


def test_a_figure_is_judged_by_its_own_numbers():
    found = {"ours": spread(2), "bare": spread(1), "Django admin": spread(100)}

    assert figures.faster(1, "page", "SQLite", found, than="Django admin", times=40).reached
    assert not figures.faster(1, "page", "SQLite", found, than="Django admin", times=60).reached
    assert not figures.within(1, "page", "SQLite", found, of="bare", times=1.6).reached
    assert figures.under(1, "page", "SQLite", found, ms=2).reached
    assert figures.faster(1, "page", "SQLite", {"ours": spread(2)}, than="Flask", times=2).measured == NOT_MEASURED


def test_figures_come_back_as_they_were_kept(tmp_path):
    kept = [a_figure(), a_figure(row=7, unit="rows/s", ours=410_000.0)]

    figures.kept(kept, tmp_path / "figures.json", about="today")

    assert figures.read(tmp_path / "figures.json") == (kept, {"about": "today"})


def test_the_table_takes_its_place_in_the_docs_and_shows_what_falls_short(tmp_path):
    page = tmp_path / "performance.md"
    page.write_text(f"before\n\n{report.BEGIN}\n\nold\n\n{report.END}\n\nafter\n")

    told = [a_figure(what="a | b"), a_figure(reached=True), a_figure(target="–"), a_figure(measured=NOT_MEASURED)]
    report.put_into_docs(report.markdown(told, "today"), page)

    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "1 of 2 targets reached; 1 not measured" in text
    assert r"| 1 | a \| b | SQLite | 1.2 ms | bare: 0.5 ms | ≤ 1.6 × bare | 2.4 × | **short** |" in text


def test_the_docs_have_a_place_for_the_table_and_its_pictures():
    text = report.DOCS.read_text("utf-8")

    assert text.count(report.BEGIN) == text.count(report.END) == 1
    for scheme in ("light", "dark"):
        assert f"pictures/performance-{scheme}.svg" in text
        assert (ROOT / "docs" / "pictures" / f"performance-{scheme}.svg").exists()


def test_row_11_is_measured_in_a_house_with_people_and_in_empty_ones(house, monkeypatch):
    for name, value in {"TIMES": 2, "MOST_AT_ONCE": 5, "EMPTY_TIMES": 1, "LETTERS": 2}.items():
        monkeypatch.setattr(imports, name, value)

    found = list(imports.measure(house))

    assert [figure.what.partition(" ")[0] for figure in found] == ["one", "50", "50", "2"]
    assert [figure.is_judged for figure in found] == [True, True, True, False]
    assert all(figure.ours > 0 for figure in found)


def test_each_burst_of_the_soak_tries_the_budget_that_it_names(url):
    clock = soak.Clock()
    core = open_core(settings=settings(url), clock=clock)

    tries = dict(soak.bursts(core))

    assert [name for name, deed in tries.items() if not soak.burst(core, clock, name, deed)] == []
    assert len(tries) == 10
    core.close()

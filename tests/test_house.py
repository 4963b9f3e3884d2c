"""The house rules, held by walking the source."""

import ast
import inspect
import re
import tomllib

import pytest

from tests.dashboards import ROOT
from tests.rooms import at_home, deeds, functions, imported, modules, public_functions, tree
from tests.witness import rows
from usercore import Permission, Settings
from usercore.permissions import BUILT_IN
from usercore.work import Deed

DEEDS = deeds()
OURS = modules("usercore", "pages", "dashboard.py")
PAGES = modules("pages", "dashboard.py")
LONGEST_FILE = 250
LONGEST_FUNCTION = 40

# Held by everyone, signed in or not. Adding a name here opens a door: say why in the review.
PUBLIC = {
    "actions.alarms.by_letter",  # needs the token from a letter, as the six below
    "actions.emails.confirm",
    "actions.emails.undo",
    "actions.invitations.accept",
    "actions.invitations.ask_again",
    "actions.invitations.opened",
    "actions.passwords.reset",
    "actions.passwords.request_reset",  # the same for every address
    "frames.invitations.about",  # tells nothing without the token
    "frames.links.about",  # tells nothing without the token
    "actions.first_admin.create",  # needs the token that only the console shows
    "actions.sign_in.confirm",
    "actions.sign_in.out",
    "actions.sign_in.redeem",
    "actions.sign_in.renew",  # for whoever is signed in
    "actions.sign_in.with_code",  # needs the challenge that the right password got
    "actions.sign_in.with_password",
    "frames.health.ready",  # which migration the database is at: what /readyz answers from
    "frames.instances.about",  # whether the house was set up
    # Person data: needs a ticket of one's own; the export itself asks for the permission again.
    "actions.downloads.take_person",
}

# Not deeds: what a deed's mark names, and how the pieces of a frame or an export are made.
HELPERS = {
    "actions.invitations.asks",
    "actions.invitations.prepare_accept",
    "actions.imports.prepare_people",
    "actions.mail_server.prepare_knock",
    "actions.passwords.asks",
    "actions.passwords.prepare_reset",
    "actions.users.asks",
    "actions.erasures.prepare_file",
    "actions.erasures.prepare_scrub",
    "actions.first_admin.prepare_create",
    "actions.passwords.prepare_change",
    "actions.passwords.tries",
    "actions.practice.prepare_build",
    "actions.segments.prepare_removal",
    "actions.sessions.find_expired",
    "actions.sessions.owner",
    "actions.sign_in.code_tries",
    "actions.sign_in.confirm_code_tries",
    "actions.sign_in.confirm_tries",
    "actions.sign_in.prepare_confirm",
    "actions.sign_in.tries",
    "actions.two_factor.tries",
    "actions.users.prepare_create",
    "exports.cells.postgresql_cell",
    "exports.cells.writing",
    "exports.streams.streamed",
    "exports.csv.as_meant",
    "exports.csv.harmless",
    "exports.csv.lines",
    "exports.csv.plain",
    "frames.totals.how_many",
    "frames.totals.as_counted",
    "frames.users.page_of",
    "frames.users.page_and_total",
    "frames.users.total_of",
    "frames.tables.frame",
    "frames.tables.turning",
    "actions.reveals.tries",
    # retention and holds
    "actions.retention.prepare_daily",
    "actions.retention.prepare_start",
    "actions.retention.prepare_step",
}

# A bulk statement passes by the guard against silent changes, so the few that send one are named.
BULK = {
    "usercore/steps/links.py",  # letters whose link is dead: bookkeeping
    "usercore/database_months.py",  # entries move to the table of their month
    "usercore/actions/tidying.py",
    "usercore/actions/first_admin.py",  # voids older set-up links: bookkeeping
    "usercore/search_index.py",  # what people are found by, built anew: bookkeeping
    "usercore/loading.py",  # the rows of imports and of the practice data; the action records them
    "usercore/transactions.py",  # last_seen, of one session
    "usercore/counters.py",  # bookkeeping
    "usercore/opening.py",  # which versions may work with what a migration left: one row
    "usercore/actions/leases.py",  # one row, of whichever worker came first: bookkeeping
    "usercore/steps/credentials.py",  # old passwords beyond the setting: bookkeeping
    "usercore/steps/erasure.py",
    "usercore/actions/erasures.py",  # two stamps on certificates: bookkeeping
    "usercore/actions/keys.py",  # one of these stamps, so that the file is written once more: bookkeeping
    "usercore/actions/restores.py",  # after a backup was put back: every link; how many is on record
    "usercore/steps/anchors.py",  # a month of the log, with a signed anchor in its place
    "usercore/steps/lost.py",  # the one row that waits for a second person
    "usercore/steps/factors.py",  # a factor and its codes go together, and the action records it
    "usercore/steps/trust.py",  # all browsers, of one person or after a backup was put back; the action records it
    "usercore/steps/tokens.py",  # voids older tokens, or all: bookkeeping
    "usercore/steps/sessions.py",  # writes down that sessions ran out; ends all after a backup was put back, on record
    "usercore/work.py",  # work.claim: one row
    "usercore/statements.py",  # of work.insert, one row; and the entries themselves
    # retention and holds
    "usercore/steps/clearing.py",  # what is too old; that it went, and how many, is on record
    "usercore/steps/nameless.py",  # all of one person; the step that calls it records it
}
# A dialect's own, or SQL as it is; `work.insert` is one row, and `list.insert` begins with a number.
SENDS_AS_IT_IS = re.compile(r"(?<!work)\.insert\([A-Z]|INSERT (OR \w+ )?INTO|DELETE FROM|UPDATE \S+ SET")

TIME = re.compile(
    r"datetime\.(now|utcnow|today)|date\.today|\btime\.(time|time_ns|monotonic)\(|func\.now|CURRENT_TIMESTAMP"
)
ASK_FOR_THE_TIME = ["usercore/core.py"]
MAY_ACT_FOR_THE_HOUSE = {"dashboard.py", "pages/parts/opening.py"}  # the set-up link and the worker


def those(paths, is_wrong):
    """The files of which it is true, so that a failure names them."""
    return [at_home(path) for path in paths if is_wrong(path)]


def test_every_deed_says_what_it_needs():
    assert [name for name, deed in DEEDS.items() if not isinstance(deed.permission, Permission)] == []


@pytest.mark.parametrize("name", DEEDS)
def test_every_deed_takes_work_first_and_the_rest_by_keyword(name):
    first, *others = inspect.signature(DEEDS[name].function).parameters.values()

    assert first.name == "work"
    assert all(parameter.kind is parameter.KEYWORD_ONLY for parameter in others)


def test_every_deed_tells_what_it_does():
    assert [name for name, deed in DEEDS.items() if not inspect.getdoc(deed.function)] == []


def test_what_a_deed_calls_one_s_own_is_one_of_its_arguments():
    own = {name: deed for name, deed in DEEDS.items() if deed.needs.own}

    assert own
    assert [
        name for name, deed in own.items() if deed.needs.own not in inspect.signature(deed.function).parameters
    ] == []


@pytest.mark.parametrize("room", ["actions", "frames", "exports"])
def test_a_public_function_in_a_room_is_a_deed_or_named_as_a_helper(room):
    unmarked = {name for name, found in public_functions(room).items() if not isinstance(found, Deed)}

    assert unmarked == {name for name in HELPERS if name.startswith(f"{room}.")}


def test_the_public_deeds_are_the_ones_on_the_list():
    assert {name for name, deed in DEEDS.items() if deed.permission is Permission.PUBLIC} == PUBLIC


def test_no_module_but_the_front_door_asks_for_the_time():
    assert those(modules("usercore"), lambda path: TIME.search(path.read_text("utf-8"))) == ASK_FOR_THE_TIME


def test_nothing_below_the_front_door_commits():
    below = modules("usercore/actions", "usercore/steps", "usercore/frames", "usercore/exports")

    assert those(below, lambda path: re.search(r"\.(commit|rollback)\(", path.read_text("utf-8"))) == []


def test_no_file_is_longer_than_250_lines():
    assert those(OURS, lambda path: len(path.read_text("utf-8").splitlines()) > LONGEST_FILE) == []


def test_no_function_is_longer_than_40_lines():
    def has_a_long_one(path):
        return any(node.end_lineno - node.lineno >= LONGEST_FUNCTION for node in functions(path))

    assert those(OURS, has_a_long_one) == []


def test_every_module_says_what_it_is():
    assert those(OURS, lambda path: path.read_text("utf-8").strip() and not ast.get_docstring(tree(path))) == []


def test_no_file_is_named_after_a_role_that_every_folder_has():
    roles = {"utils", "util", "helpers", "helper", "common", "service", "services", "base", "misc"}

    assert those(OURS, lambda path: path.stem in roles) == []


def test_no_page_knows_a_table_or_sql():
    below = ("sqlalchemy", "usercore.models", "usercore.database", "usercore.steps")

    assert those(PAGES, lambda path: any(name.startswith(below) for name in imported(path))) == []


def test_no_page_acts_for_the_house():
    assert set(those(PAGES, lambda path: "Actor.system" in path.read_text("utf-8"))) == MAY_ACT_FOR_THE_HOUSE


def test_no_page_makes_an_actor_by_hand():
    assert those(PAGES, lambda path: re.search(r"\bActor\(", path.read_text("utf-8"))) == []


def test_a_dialog_that_the_address_opens_is_known_to_whatever_takes_its_place():
    def forgotten(path):
        text = path.read_text("utf-8")
        return "st.dialog" in text and "st.query_params.pop(" in text and "dialogs.addressed(" not in text

    assert those(PAGES, forgotten) == []


def test_a_dialog_that_asks_for_a_password_forgets_it_when_it_is_closed():
    """A new run alone does not: `pages.parts.dialogs.anew`."""

    def keeps(path):
        text, asks = path.read_text("utf-8"), r"fields\.proof\(|new_password\.field\("
        dialogs = re.findall(r"@st\.dialog\((.*)\)\ndef .*\n((?:(?: .*)?\n)*)", text)
        untold = [how for how, body in dialogs if re.search(asks, body) and not re.search(r"on_dismiss=\w", how)]
        return untold or (dialogs and re.search(asks, text) and "dialogs.closed" not in text)

    assert those(PAGES, keeps) == []


def test_the_core_knows_no_web_framework():
    """Nor does `usercore serve`: the dashboard takes its place as a process."""
    web = {"streamlit", "starlette", "fastapi", "uvicorn"}

    assert those(modules("usercore"), lambda path: {name.split(".")[0] for name in imported(path)} & web) == []


def test_many_rows_are_changed_at_once_only_where_it_is_named():
    def sends(path):
        bulk = {"insert", "update", "delete"} & {name.removeprefix("sqlalchemy.") for name in imported(path)}
        return bulk or SENDS_AS_IT_IS.search(path.read_text("utf-8"))

    assert set(those(modules("usercore"), sends)) == BULK


def test_every_setting_is_described():
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_built_in_roles_are_the_ones_the_migration_wrote(empty_core):
    import json

    stored = {
        name: (title, tuple(json.loads(held) if isinstance(held, str) else held))
        for name, title, held, built_in, *_ in rows(empty_core, "roles")
        if built_in
    }

    assert stored == {role.name: (role.title, tuple(map(str, role.permissions))) for role in BUILT_IN}


def test_a_session_runs_one_script_at_a_time():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))

    assert config["runner"]["fastReruns"] is False
    assert '"runner.fastReruns": False' in (ROOT / "dashboard.py").read_text("utf-8")
    assert "turns.take()" in (ROOT / "dashboard.py").read_text("utf-8")

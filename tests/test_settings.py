"""Settings refuse what is unsafe, in words that tell the name and never the value."""

import stat
from datetime import timedelta

import pytest
from pydantic import ValidationError

from tests.builders import CHEAP, KEY, house, settings
from usercore import Settings, open_core
from usercore.cannot_start import BadSetting
from usercore.frames import users as people

WEAK = ["changeme", "short", "x" * 31, "changeme" * 8, "Secret" * 8, f"{KEY},short", f"{KEY},"]


def without_a_key(url):
    return Settings(**{"database_url": url, **CHEAP, "secret_key": None})


@pytest.mark.parametrize("key", WEAK)
def test_a_weak_key_is_refused(key):
    with pytest.raises(ValidationError, match="must be random and at least 32 characters"):
        Settings(secret_key=key)


@pytest.mark.parametrize("key", ["canary-value", "canary-changeme-changeme-changeme-changeme"])
def test_a_refused_key_is_not_repeated(key):
    with pytest.raises(ValidationError) as raised:
        Settings(secret_key=key)

    assert "canary" not in str(raised.value) + repr(raised.value)


@pytest.mark.parametrize("token", ["short", "x" * 31, "ü" * 40])
def test_a_weak_token_for_metrics_is_refused_and_not_repeated(token):
    with pytest.raises(ValidationError, match="must be at least 32 random characters") as raised:
        Settings(metrics_token=token)

    assert token not in str(raised.value).replace("32 random", "")
    assert Settings(metrics_token="x" * 32).metrics_token.get_secret_value() == "x" * 32


def test_a_key_is_not_shown(monkeypatch):
    assert (
        KEY
        not in repr(Settings(secret_key=KEY))
        + str(Settings(secret_key=KEY))
        + Settings(secret_key=KEY).model_dump_json()
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("USERCORE_SECRET_KEY", "canary"),
        ("USERCORE_TRUSTED_PROXIES", "canary"),
        ("USERCORE_BASE_URL", "canary"),
        ("USERCORE_STAFF_IDLE", "canary"),
        ("USERCORE_ARGON2_ROUNDS", "0"),
        ("USERCORE_PASSWORD_SHORTEST", "3"),
    ],
)
def test_the_environment_s_mistakes_are_named_without_their_value(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(BadSetting, match=f"^{name} ") as raised:
        Settings.from_environment()

    assert "canary" not in str(raised.value)


def test_the_environment_is_read(monkeypatch):
    monkeypatch.setenv("USERCORE_DATABASE_URL", "sqlite:///elsewhere.db")
    monkeypatch.setenv("USERCORE_SECRET_KEY", KEY)
    monkeypatch.setenv("USERCORE_BASE_URL", "https://people.example.com/")

    found = Settings.from_environment()

    assert (found.database_file.name, found.base_url) == ("elsewhere.db", "https://people.example.com")
    assert found.secret_key.get_secret_value() == KEY


@pytest.mark.parametrize("name", Settings.model_fields)
def test_an_empty_setting_counts_as_not_set(monkeypatch, name):
    """As files of settings have it that list every name."""
    monkeypatch.setenv(f"USERCORE_{name.upper()}", "")

    assert getattr(Settings.from_environment(), name) == Settings.model_fields[name].default


def test_without_any_setting_everything_has_a_default(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"USERCORE_{name.upper()}", raising=False)

    found = Settings.from_environment()

    assert (found.embedded, found.staff_idle, found.argon2_memory_kib) == (True, timedelta(hours=1), 19_456)


def test_settings_are_frozen():
    with pytest.raises(ValidationError):
        Settings().fresh_for = timedelta(days=400)


def test_embedded_a_key_is_made_that_only_its_owner_can_read(tmp_path):
    open_core(settings=without_a_key(f"sqlite:///{tmp_path}/people.db")).close()

    key = tmp_path / "people.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text()) >= 43
    assert sorted(path.suffix for path in tmp_path.iterdir() if path.suffix != ".db") == [".key"]


def test_the_key_stays_the_same(tmp_path):
    settings = without_a_key(f"sqlite:///{tmp_path}/people.db")
    open_core(settings=settings).close()
    first = (tmp_path / "people.key").read_text()

    open_core(settings=settings).close()

    assert (tmp_path / "people.key").read_text() == first


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_that_others_can_read_is_refused(tmp_path, mode):
    settings = without_a_key(f"sqlite:///{tmp_path}/people.db")
    open_core(settings=settings).close()
    (tmp_path / "people.key").chmod(mode)

    with pytest.raises(BadSetting, match=r"can be read by others\. Run: chmod 600 "):
        open_core(settings=settings)


@pytest.mark.parametrize("content", ["", "\n", "short", "x" * 31, "\ud800"])
def test_a_key_file_that_holds_no_key_is_refused(tmp_path, content):
    settings = without_a_key(f"sqlite:///{tmp_path}/people.db")
    key = tmp_path / "people.key"
    key.write_text(content, errors="surrogatepass")
    key.chmod(0o600)

    with pytest.raises(BadSetting, match=r"people\.key"):
        open_core(settings=settings)


def test_postgresql_without_a_key_is_refused(postgres_server):
    with (
        postgres_server.fresh() as url,
        pytest.raises(BadSetting, match=r"^USERCORE_SECRET_KEY must be set with PostgreSQL"),
    ):
        open_core(settings=without_a_key(url))


def test_an_address_given_to_open_core_counts_over_the_settings(tmp_path):
    core = open_core(f"sqlite:///{tmp_path}/this.db", settings=Settings(database_url="sqlite:///that.db", **CHEAP))

    assert core.call(house(), people.counts) == 0
    assert [path.name for path in tmp_path.glob("*.db")] == ["this.db"]
    core.close()


def test_a_new_database_can_be_read_by_its_owner_alone(tmp_path):
    open_core(settings=settings(f"sqlite:///{tmp_path}/new.db")).close()

    assert stat.S_IMODE((tmp_path / "new.db").stat().st_mode) == 0o600

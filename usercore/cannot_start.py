"""Why usercore will not start: something about this machine or its settings, each sentence saying what to do."""

from usercore.errors import UsercoreError


class CannotStart(UsercoreError):
    """Something about this machine or its settings; the sentence says what to do."""


class DatabaseFromNewerVersion(CannotStart):
    sentence = (
        "The database was written by a newer version of usercore (migration {revision}). "
        "Update usercore, or open a database made by this version."
    )


class DatabaseBusy(CannotStart):
    sentence = (
        "The database cannot be migrated while something holds its tables for long, such as a dump or an export. "
        "Start again when that is over."
    )


class TooOld(CannotStart):
    sentence = (
        "usercore needs {name} {oldest} or newer, and this Python has {found}. Use a newer Python, or PostgreSQL "
        "(USERCORE_DATABASE_URL=postgresql://…)."
    )


class NotADatabase(CannotStart):
    sentence = "{path} is not a usercore database. Move it away, or name another file in USERCORE_DATABASE_URL."


class CannotWrite(CannotStart):
    sentence = (
        "{path} cannot be written. Give this user the right to write there, "
        "or name another place in USERCORE_DATABASE_URL."
    )


class CannotConnect(CannotStart):
    sentence = "The database at {place} does not answer. Start it, or correct USERCORE_DATABASE_URL."


class BadSetting(CannotStart):
    sentence = "{name} {why}."


class NeedsExtra(CannotStart):
    sentence = "PostgreSQL needs one more package: pip install 'usercore[postgres]'."

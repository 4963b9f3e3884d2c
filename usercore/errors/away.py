"""What nobody asked for: the database is away, or we made a mistake."""

from usercore.errors.family import UsercoreError


class DatabaseAway(UsercoreError):
    """Fail closed: nothing is known to have been changed (ASVS 16.5.3)."""

    sentence = "The database does not answer just now. Nothing was changed; try again in a moment."


class TookTooLong(UsercoreError):
    """The database broke a statement off at the bound that the settings give it."""

    sentence = (
        "This took too long, so it was broken off and nothing was changed. Narrow the search, or try again later."
    )


class CountersAway(DatabaseAway):
    """The same of the server that counts attempts: what cannot be counted is not tried."""

    sentence = "Tries cannot be counted just now, so nothing was tried. Wait a moment, then try again."


class FileAway(UsercoreError):
    """A file that must be kept outside the database."""

    sentence = "{path} cannot be written. Give this user the right to write there, or name another place in USERCORE_ERASURES_FILE."


class SilentChange(UsercoreError):
    """A programming mistake: tables were changed and nothing was recorded."""

    sentence = "Changed without an audit entry: {tables}."

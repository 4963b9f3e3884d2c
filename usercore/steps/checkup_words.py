"""What each finding about the house says, and what to do about it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from usercore.errors import in_words
from usercore.language import say
from usercore.steps import replica_checkup, retention_checkup
from usercore.steps.checkup import Finding, State

TITLES = {
    "database": "Database",
    "migrations": "Migrations",
    "mail": "Letters",
    "worker": "Worker",
    "jobs": "Jobs",
    "retention": "What is kept",
    "clock": "Clock",
    "keys": "Secret key",
    "chain": "Audit log",
    "disk": "Disk",
    "place": "Address",
    "zones": "Time zones",
    "counters": "Limits",
    "replica": "Replica",
}
STATES = {
    State.GOOD: "In order",
    State.WARNING: "Needs a look",
    State.BAD: "Needs you now",
    State.UNKNOWN: "Not known",
}
SENTENCES = {
    "unread": "This could not be found out: it failed, or took too long.",
    "database": "{engine} {version} answers in {took}.",
    "database-sound": "{engine} {version} answers in {took}, and its file is sound.",
    "database-slow": "{engine} {version} took {took} to answer.",
    "database-damaged": "The database file is damaged.",
    "database-loose": "{engine} does not hold rows together that belong together (foreign keys are off).",
    "database-no-wal": "Whoever reads and whoever writes wait for each other: the file is not in WAL mode.",
    "database-unsearched": "The search finds some people no more: its index is not in step with them.",
    "database-old": "{engine} {version} is older than what usercore was tried with.",
    "database-unmaintained": "{engine} {version} gets no fixes any more.",
    "database-away": "{reason}",
    "database-none": "There is no database yet: {path} does not exist.",
    "migrations": "The database has the newest schema, {newest}.",
    "migrations-behind": "The database waits for {migrations}: {names}.",
    "migrations-newer": "A newer version of usercore has migrated the database ({at}); this one still works with it.",
    "migrations-ahead": "The database was written by a newer version of usercore (migration {at}).",
    "mail": "{last}{waits}",
    "mail-none": "No mail server is set, so letters wait in the outbox.{waits}",
    "mail-failing": "{failing}{problem}",
    "mail-given-up": "{given_up} given up since yesterday.",
    "mail-stuck": "A letter waits since {since}, and nobody carries it.",
    "mail-answers": "The mail server answered just now.",
    "mail-silent": "The mail server was asked just now, and does not take letters.{problem}",
    "worker": "A worker is at work: letters are carried, and what is due is done.",
    "worker-changing": "One worker left a moment ago; the next takes over by itself.",
    "worker-never": "No worker has ever been at work, so letters are not carried and nothing is done by the clock.",
    "worker-gone": "Nobody has been at work since {since}: letters are not carried, and nothing is done by the clock.",
    "jobs": "Last done: {runs}",
    "jobs-none": "No job has run yet.",
    "job-failed": "{job} failed at the last try, {at}: {problem}",
    "job-late": "{job}: the last time was {at}. It should be every minute.",
    **(retention_checkup.SENTENCES | replica_checkup.SENTENCES),
    "clock": "The clocks of the database and of this machine agree.",
    "clock-one": "The database runs by the clock of this machine.",
    "clock-off": "The clock of the database is {skew} {way} the clock of this machine.",
    "clock-back": "The newest entry of the audit log is from {newest}, which has not come yet.",
    "key": "Known to be at work since {since}.{older}",
    "key-old": "At work since {since}: that is more than two years.{older}",
    "key-unseen": "Its age is not known before a worker has seen it.{older}",
    "chain": "Verified {at} by {by}: all as it was written. The newest entry, {segment} no. {number}, begins with {hash}.",
    "chain-unverified": "Nobody has verified it yet. The newest entry, {segment} no. {number}, begins with {hash}.",
    "chain-long-ago": "Last verified {at} by {by}: all as it was written.",
    "chain-broken": "Verified {at} by {by}: it is not as it was written.",
    "disk": "{free} are free; the database takes {size}.",
    "disk-elsewhere": "The database takes {size}. How much is free on its machine cannot be seen from here.",
    "disk-low": "Only {free} are free; the database takes {size}.",
    "disk-full": "Only {free} are free: soon nothing can be written.",
    "disk-long-log": "The file of changes that are not in the database file yet (WAL) has grown to {log}.",
    "place": "Links lead to {home}.{practice}",
    "place-in-clear": "Links lead to {home}: passwords and sessions travel where others can read them.",
    "place-practice": "Practice data is served at {home}: its sign-in page tells everyone the passphrase.",
    "zones": "Time zones are known.",
    "zones-missing": "This machine knows no time zones, so moments are told in UTC.",
    "counters": "Attempts are counted outside of the database, and the counter answers.",
    "counters-away": "What counts attempts does not answer, so nobody can sign in.",
    "setting": "{reason}",
    "key-missing": "The file with the secret key is gone: {path}.",
}
ADVICE = {
    "database-slow": "See what else runs on its machine.",
    "database-damaged": "Stop usercore, keep the file, and put the last backup in its place.",
    "database-loose": "Update SQLite: this one was built without them.",
    "database-no-wal": "Restart usercore: it switches the file over.",
    "database-unsearched": "Build it anew: usercore reindex",
    "database-old": "Update it.",
    "database-unmaintained": "Update to a newer major version.",
    "database-none": "Start usercore, which makes it; or correct USERCORE_DATABASE_URL.",
    "migrations-behind": "Restart usercore, or run: usercore migrate",
    "migrations-newer": "Update usercore here too: the upgrade is not over before every replica has the new version.",
    "migrations-ahead": "Update usercore here too.",
    "mail-none": "Set USERCORE_SMTP_URL and restart.",
    "mail-failing": "See the server's own words in the outbox; once it is put right, try them again there.",
    "mail-given-up": "Once the reason is put right, try them again in the outbox.",
    "mail-stuck": "Restart the worker, and look at what it logs.",
    "mail-silent": "Look at USERCORE_SMTP_URL, and at the mail server.",
    "worker-never": "Start the dashboard, or run: usercore worker",
    "worker-gone": "Start the dashboard, or run: usercore worker",
    "job-failed": "It is tried again every minute; the log of the worker says more.",
    "job-late": "Restart the worker, and look at what it logs.",
    **(retention_checkup.ADVICE | replica_checkup.ADVICE),
    "clock-off": "Let both machines set their clocks by the network (NTP): codes and links go by them.",
    "clock-back": "Look at the clocks of all machines that run usercore.",
    "key-old": "Make a new one: usercore rotate-keys --new",
    "key-missing": "Put it back from the backup: all sessions, links and second factors hang on it.",
    "chain-unverified": "Verify it on its page, or every night with: usercore audit verify",
    "chain-long-ago": "Verify it again on its page, or every night with: usercore audit verify",
    "chain-broken": "Verify it again to see the first place; keep a copy of the database as it is now.",
    "disk-low": "Make room before it is full.",
    "disk-full": "Make room now.",
    "disk-long-log": "A program holds the database open for long; restart it.",
    "place-in-clear": "Put a proxy with HTTPS in front, and set USERCORE_BASE_URL to its address.",
    "place-practice": "Never let others reach practice data: name another database in USERCORE_DATABASE_URL.",
    "zones-missing": "pip install tzdata",
    "counters-away": "Start the server named in USERCORE_RATE_LIMIT_URL, or take the setting out.",
}
JOBS = {
    "letters": "Letters",
    "suspensions": "Suspensions that ended",
    "sessions": "Sessions that ran out",
    "set-aside": "Letters whose link ended",
    "tidying": "Tidying up",
    "search": "Search",
    "requests": "Deletions people asked for",
    "erasures-filed": "Deletions kept outside the database",
    "erasures-scrubbed": "Deletions overwritten in its files",
    "months": "Months of the audit log",
    "retention": "What is kept",
}
FAILING = (
    "One letter was not taken yet, and is tried again.",
    "{count} letters were not taken yet, and are tried again.",
)
SIZES = ((2**30, "GB"), (2**20, "MB"), (2**10, "KB"))


def title(finding: Finding) -> str:
    return say(TITLES[finding.check])


def state(of: State) -> str:
    """In words: a colour alone says nothing to many."""
    return say(STATES[of])


def advice(finding: Finding) -> str | None:
    """What to do about it; None where there is nothing to do."""
    return say(ADVICE[finding.kind]) if finding.kind in ADVICE else None


def told(finding: Finding, *, moment: Callable[[datetime], str], plain: Callable[[str], str] = str) -> str:
    """The sentence; `moment` writes a date, `plain` makes the words of others safe for where it is shown."""
    facts = {name: value for name, value in finding.facts.items() if value is not None}
    shown = {name: _shown(value, moment, plain) for name, value in facts.items()}
    return say(SENTENCES[finding.kind], **{**shown, **_pieces(facts, shown, moment)}).strip()


def job(name: str) -> str:
    return say(JOBS[name]) if name in JOBS else name.replace("-", " ").capitalize()


def size(of: int) -> str:
    """`1.4 GB`."""
    for one, unit in SIZES:
        if of >= one:
            return f"{of / one:.1f} {unit}"
    return say("{count} bytes", count=of)


def _shown(value: Any, moment: Callable[[datetime], str], plain: Callable[[str], str]) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    return plain(value) if isinstance(value, str) else value


def _pieces(facts: Mapping[str, Any], shown: Mapping[str, Any], moment: Callable[[datetime], str]) -> dict[str, Any]:
    """The parts of sentences that are there or not, and what is not told as it is stored."""
    sizes = {name: size(facts[name]) for name in ("size", "free", "log") if name in facts}
    skew, waiting = facts.get("ahead") or facts.get("behind"), facts.get("waiting", 0)
    return sizes | {
        "took": _quickly(facts.get("took", timedelta())),
        "names": ", ".join(waiting) if isinstance(waiting, tuple) else "",
        "migrations": _many(len(waiting), "one migration", "{count} migrations") if isinstance(waiting, tuple) else "",
        "waits": f" {_many(waiting, 'One waits.', '{count} wait.')}" if waiting and isinstance(waiting, int) else "",
        "last": _last(shown),
        "failing": _many(facts.get("failing", 0), *FAILING),
        "went": _many(facts.get("done", 0), "One row went", "{count} rows went"),
        "reviews": _many(facts.get("reviews", 0), "One legal hold waits", "{count} legal holds wait"),
        "given_up": _many(facts.get("given_up", 0), "One letter was", "{count} letters were"),
        "problem": _problem(facts, shown),
        "job": job(facts.get("job", "")),
        "runs": " · ".join(_run(run, moment) for run in facts.get("runs", ())),
        "skew": in_words(skew) if skew else "",
        "way": say("ahead of") if "ahead" in facts else say("behind"),
        "older": _older(facts.get("older", 0)),
        "practice": say(" Practice data: everyone here is made up.") if facts.get("practice") else "",
        "by": shown.get("by") or say("someone who was erased"),
    }


def _problem(facts: Mapping[str, Any], shown: Mapping[str, Any]) -> str:
    words = shown.get("problem", "")
    if "job" in facts:
        return say("“{words}”.", words=words)
    return say(" The mail server said: “{words}”.", words=words) if words else ""


def _many(count: int, one: str, many: str) -> str:
    return say(one) if count == 1 else say(many, count=f"{count:,}")


def _older(count: int) -> str:
    kept = _many(count, "One older key is kept beside it.", "{count} older keys are kept beside it.")
    return f" {kept}" if count else ""


def _quickly(took: timedelta) -> str:
    milliseconds = took / timedelta(milliseconds=1)
    return say("{count} ms", count=f"{milliseconds:.1f}" if milliseconds < 10 else f"{milliseconds:.0f}")  # noqa: PLR2004


def _last(shown: Mapping[str, Any]) -> str:
    if "last" not in shown:
        return say("No letter was sent yet.")
    return say("The last letter was sent {last}.", last=shown["last"])


def _run(run: tuple[str, datetime, Mapping[str, Any]], moment: Callable[[datetime], str]) -> str:
    name, at, facts = run
    done, not_taken = facts.get("done"), facts.get("not_taken")
    words = "{count} sent" if name == "letters" else "{count} done"
    counts = [say(words, count=f"{done:,}")] if done else []
    counts += [say("{count} not taken", count=f"{not_taken:,}")] if not_taken else []
    told = say("{job} {at}", job=job(name), at=moment(at))
    return f"{told} ({', '.join(counts)})" if counts else told

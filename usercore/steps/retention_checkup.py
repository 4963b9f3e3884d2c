"""Whether the rules for what is kept are kept: the last run, judged and in words. Pure: no table, no clock of its own."""

from collections.abc import Iterator

from usercore.steps.checkup import Facts, Known, Retention, State

SENTENCES = {
    "retention": "The last run was {began}. {went}.",
    "retention-none": "No run yet; the first comes with the next worker.",
    "retention-failed": "The last run, {began}, failed: “{problem}”.",
    "retention-capped": "The last run, {began}, left alone what is beyond its cap: {capped}.",
    "retention-late": "The last run was {began}; it should be every night.",
    "retention-reviews": "{reviews} for somebody to look whether it is still needed.",
}
ADVICE = {
    "retention-failed": "Put the reason right, then run it again on the page “Retention”, or: usercore retention run",
    "retention-capped": "Look at it on the page “Retention”; let it go on there, or change the rule.",
    "retention-late": "Restart the worker, and look at what it logs.",
    "retention-reviews": "See the list on the page “Retention”: keep each until another day, or lift it.",
}


def verdicts(one: Retention, known: Known) -> Iterator[tuple[State, str, Facts]]:
    told = {"began": one.began, "problem": one.problem, "capped": one.capped, "done": one.done}
    at_work = known.worker and known.worker.until and known.worker.until > known.now
    found: list[str] = []
    if one.began and one.outcome == "failed":
        found.append("retention-failed")
    if one.capped:
        found.append("retention-capped")
    if one.late and one.began and at_work:  # with nobody at work, the worker is the finding
        found.append("retention-late")
    yield from ((State.WARNING, kind, told) for kind in found)
    if one.reviews:
        yield State.WARNING, "retention-reviews", {"reviews": one.reviews}
    elif not found:
        yield State.GOOD, "retention" if one.began else "retention-none", told

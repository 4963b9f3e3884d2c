"""What each rule means, and what became of it in a run."""

from typing import Any

from usercore import say

RULES, RUNS, HOLDS = say("Rules"), say("Runs"), say("Legal holds")  # the tabs, and what an address calls them
MEANS = {
    "sessions": "Sessions that ended {days} ago are removed. Open ones stay, and so does what the audit log says.",
    "letters": "Letters that were sent, or given up, are removed {days} after they were written.",
    "tries": "The network and the browser of failed sign-ins go {days} after the try. That somebody tried stays.",
    "values": "Names, addresses and networks beside the entries of the kinds you choose go {days} after they were "
    "written. The entries stay, and the log still verifies.",
    "invitations": "Whoever did not accept is deleted for ever {days} after their invitation ended.",
    "trash": "Whoever has been in the trash for {days} is deleted for ever, and cannot be restored.",
    "dormant": "Accounts that nobody used for {days} {way}. {warning} Staff accounts are never touched.",
    "audit": "Months of the audit log go as a whole once all of a month is {days} old. What is left still verifies.",
}
WAYS = {"delete": "are deleted for ever", "anonymise": "lose everything that tells whose they are"}
CHOICES = {"delete": "Delete for ever", "anonymise": "Make nameless, keep the number"}
THINGS = {
    "sessions": ("one session", "{count} sessions"),
    "letters": ("one letter", "{count} letters"),
    "tries": ("one value", "{count} values"),
    "values": ("one value", "{count} values"),
    "audit": ("one entry", "{count} entries"),
}
PEOPLE = ("one account", "{count} accounts")
OUTCOMES = {
    "running": ("Under way", "blue"),
    "done": ("Done", "green"),
    "stopped": ("Stopped at a cap", "orange"),
    "cancelled": ("Cancelled", "gray"),
    "failed": ("Failed", "red"),
}


def means(rule: Any) -> str:
    """The rule as a sentence."""
    way = say(WAYS[rule["action"]])
    warning = say("They are told by letter {days} before, and signing in keeps them.", days=days(rule["warn_days"]))
    untold = say("They are not told before.")
    return say(
        MEANS[rule["category"]], days=days(rule["days"]), way=way, warning=warning if rule["warn_days"] else untold
    )


def days(many: Any) -> str:
    """`one day`, `730 days`."""
    return say("one day") if many == 1 else say("{count} days", count=f"{int(many):,}")


def counted(category: str, many: Any) -> str:
    """`12 sessions`; `many` may be a capped total."""
    one, several = THINGS.get(category, PEOPLE)
    told = str(many) if getattr(many, "capped", False) else f"{int(many):,}"
    return say(one) if told == "1" else say(several, count=told)


def worth_telling(one: dict[str, Any]) -> bool:
    """Whether a run had anything to do by this rule."""
    return bool(one["due"] or one["done"] or one["to_warn"] or one["warned"] or one.get("problem"))


def part(one: dict[str, Any], *, dry_run: bool) -> str:
    """What a run did by one rule."""
    many = counted(one["category"], one["due"] if dry_run else one["done"])
    if one["state"] == "capped":
        told = {"many": counted(one["category"], one["most"]), "all": f"{one['of']:,}", "cap": one["cap"]}
        if one["to_warn"] > one["due"]:
            return say("Left alone: {many} of {all} would be told by letter, more than {cap} %", **told)
        return say("Left alone: {many} of {all} would go, more than {cap} %", **told)
    told = say("{many} would go", many=many) if dry_run else say("{many} removed", many=many)
    if one["state"] == "off":
        told = say("{told}; the rule was changed meanwhile", told=told)
    if one.get("passed_over"):
        told = say("{told}; {count} could not be deleted", told=told, count=len(one["passed_over"]))
    if warned := one["to_warn"] if dry_run else one["warned"]:
        told = say("{told}; {count} told by letter", told=told, count=f"{warned:,}")
    return f"{told}. {one['problem']}" if one.get("problem") else told

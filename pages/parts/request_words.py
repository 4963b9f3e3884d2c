"""Requests of the privacy desk in words: what is asked, how far it is, how many days are left and how urgent that is."""

from typing import Any

import pandas as pd

from pages.parts import wording
from pages.parts.table.cells import Tone
from usercore import say

KINDS = {
    "access": "Access",
    "rectification": "Rectification",
    "erasure": "Erasure",
    "restriction": "Restriction",
    "portability": "Portability",
    "objection": "Objection",
}
EXPLAINED = {
    "access": "They want to know what is kept about them, and a copy of it.",
    "rectification": "Something about them is wrong.",
    "erasure": "They want to be deleted.",
    "restriction": "For now nothing may be done with their data.",
    "portability": "They want their data in a form that they can take elsewhere.",
    "objection": "They do not want their data to be used for something.",
}
STATES: dict[str, tuple[str, Tone]] = {
    "new": ("New", "amber"),
    "in-work": ("In work", "amber"),
    "waiting": ("Waiting", "grey"),
    "done": ("Done", "green"),
    "refused": ("Refused", "red"),
    "withdrawn": ("Withdrawn", "grey"),
}
IDENTITIES = {"signed-in": "signed in, with a recent proof"}
SOON = 7


def kind(word: str) -> str:
    return say(KINDS[word])


def left(row: Any) -> tuple[str, Tone]:
    """How long there still is, with a sign for those who do not see colours, and its tone."""
    if row.state == "withdrawn":
        return say("–"), "grey"
    if row.days_left is None or pd.isna(row.days_left):
        return say("‖ Stands still"), "grey"
    days = int(row.days_left)
    if not pd.isna(row.closed_at):
        return _answered(days)
    return _to_answer(days)


def _to_answer(days: int) -> tuple[str, Tone]:
    if days < 0:
        return (say("⚠ 1 day overdue") if days == -1 else say("⚠ {days} days overdue", days=-days)), "red"
    if days == 0:
        return say("⚠ Due today"), "red"
    if days <= SOON:
        return (say("◔ 1 day left") if days == 1 else say("◔ {days} days left", days=days)), "amber"
    return say("✓ {days} days left", days=days), "green"


def _answered(days: int) -> tuple[str, Tone]:
    if days >= 0:
        return say("✓ In time"), "green"
    return (say("⚠ 1 day late") if days == -1 else say("⚠ {days} days late", days=-days)), "red"


def law(word: str) -> str:
    return {"gdpr": say("GDPR: one month, two more if told in time"), "ccpa": say("CCPA: 45 days, 45 more once")}[word]


def known(row: Any) -> str:
    """What showed who they are."""
    how = say(IDENTITIES[row.identity]) if row.identity in IDENTITIES else wording.seen([row.identity])
    return say("{how}, {moment}", how=how, moment=wording.minute(row.identity_at))

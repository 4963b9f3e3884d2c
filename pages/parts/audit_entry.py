"""One entry of the audit log in full: before and after in words, from where, and its place in the chain."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.parts import desk, dialogs, sessions_words, wording
from pages.parts.log_words import HOWS, PROOFS, WHYS, of_purpose
from pages.parts.matches import links
from usercore import Actor, say
from usercore.crypto.ids import as_uuid
from usercore.frames import audit as lists
from usercore.frames import sessions
from usercore.frames.audit import AuditQuery
from usercore.limits import LIMITS

ONE = dialogs.addressed("entry")
NAMES = {
    "role": "Role", "fields": "Fields", "limit": "Limit", "wanted": "Filter", "permission": "Permission",
    "deed": "Tried", "rows": "Rows", "export": "Export", "files": "Files", "manifest": "Checksum",
    "sessions_ended": "Sessions ended", "reason": "Reason", "note": "Note", "why": "Why", "kind": "Letter",
    "until": "Until", "address": "Network", "certificate": "Hash of the certificate", "erasure": "Certificate",
    "purpose": "Purpose", "version": "Version", "language": "Language", "how": "How", "proof": "Proof",
    "asks_again": "Asks again", "at_sign_in": "At sign-in", "consent": "Answer", "sha256": "Hash of the text",
    "category": "Rule", "rule": "Rule", "days": "Days", "due": "Would go", "to_warn": "Would be warned", "of": "Of all",
    "cap": "Cap, in percent", "run": "Run", "done": "Done", "dry_run": "Dry run", "beyond_cap": "Beyond their caps",
    "hold": "Legal hold", "request": "Request", "asked": "Asked for", "entry": "Proof in the log",
    "colleague": "Colleague", "due_at": "Due", "tries": "Tries", "method": "Signed in with", "typed": "Typed, as a hash",
    "waits": "Waits", "trusted": "Trusted browser", "letter": "Id of the letter", "left": "Recovery codes left",
    "proofs": "What showed it", "session": "Id of the session", "invitation": "Id of the invitation",
}  # fmt: skip
SAID = {  # what such a fact may be, in words
    "why": wording.ENDINGS | WHYS, "how": HOWS, "kind": wording.LETTERS, "method": sessions_words.METHODS,
    "limit": {limit.name: limit.what for limit in LIMITS}, "fields": wording.FIELDS,
    "proofs": {name: told for name, (_, told) in PROOFS.items()},
}  # fmt: skip
MOMENTS = ("until", "due_at")
VISITOR = say("a visitor")


def _closed() -> None:
    st.query_params.pop(ONE, None)


@st.dialog("Entry", icon=":material/history:", width="medium", on_dismiss=_closed)
def one(me: Actor, entry_id: str, titles: dict[str, str]) -> None:
    """The dialog of the entry that the address names."""
    found_id = as_uuid(entry_id)
    found = desk.ask(lists.search, query=AuditQuery(ids=(found_id,))) if found_id else None
    if found is None or found.empty:
        st.info(say("There is no such entry."), icon=":material/unknown_document:")
        return
    row = next(found.itertuples())
    said = wording.entry(row, titles, bare=True)
    st.markdown(f"**{wording.plain(said['title'])}**")
    lines = [(say("When"), wording.minute(row.at)), (say("Who"), row.actor or VISITOR), (say("On whom"), row.subject)]
    lines += [(say("Outcome"), row.outcome), *changes(row, titles), *others(row, titles)]
    st.markdown("  \n".join(f":gray[{wording.plain(name)}] {wording.plain(text)}" for name, text in lines if text))
    st.caption(say("Entry {segment} no. {number}, event {event}", segment=row.segment, number=row.sequence,
                   event=wording.plain(row.event)))  # fmt: skip
    for person_id, there, label in (
        (row.subject_id, row.subject_there, say("Open the person")),
        (row.actor_id, row.actor_there and row.actor_id != row.subject_id, say("Open who did it")),
    ):
        if there:
            st.page_link("user.py", label=label, query_params={"id": str(person_id)}, icon=":material/arrow_forward:")
    _from_there(me, dict(row.values).get("address"))


def _from_there(me: Actor, address: str | None) -> None:
    """What else came from the same address."""
    if not address:
        return
    wanted = urlencode({"network": address})
    ways = [(say("Entries from {address}", address=address), f"/audit?{wanted}")]
    if me.may(sessions.search):
        ways.append((say("Sessions from {address}", address=address), f"/sessions?{wanted}"))
    links(ways, key="from-there")


def changes(row: Any, titles: dict[str, str]) -> list[tuple[str, str]]:
    """What was changed, before and after."""
    values, facts = dict(row.values), row.facts
    names = dict.fromkeys(name.rpartition(".")[0] for name in values if name.endswith((".before", ".after")))
    found = [
        (say(wording.FIELDS.get(name, name)), values.get(f"{name}.before"), values.get(f"{name}.after"))
        for name in names
    ]
    if "before" in facts or "after" in facts:
        told = (wording.spelled(facts.get(side), titles) for side in ("before", "after"))
        found.append((say("Changed"), *told))
    return [
        (name, say("“{before}” to “{after}”", before=before or "–", after=after or "–"))
        for name, before, after in found
    ]


def others(row: Any, titles: dict[str, str]) -> list[tuple[str, str]]:
    """Everything else that is known of it; whom an import brought is a thousand ids, and stands in exports."""
    told = {**row.facts, **row.values}
    agent = told.pop("agent", None)
    found = [
        (say(NAMES.get(name) or name.replace("_", " ").capitalize()), _told(name, fact, titles))
        for name, fact in told.items()
        if name not in {"before", "after", "ids"}
        and not name.endswith((".before", ".after"))
        and fact not in (None, "", [])
    ]
    return [*found, *([(say("Device"), wording.device(agent))] if agent else [])]


def _told(name: str, fact: Any, titles: dict[str, str]) -> str:
    """One fact in words, where there are some for it."""
    words = SAID.get(name, {})
    match fact:
        case bool():
            return say("yes") if fact else say("no")
        case str() if name in MOMENTS:
            return wording.minute(datetime.fromisoformat(fact))
        case str() if name == "purpose":
            return of_purpose(fact)
        case str():
            return say(words[fact]) if fact in words else wording.spelled(fact, titles)
        case [*_] if all(one in words for one in map(str, fact)):
            return ", ".join(say(words[one]) for one in fact)
    return wording.spelled(fact, titles)

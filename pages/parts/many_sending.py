"""Inviting many, third step: batch by batch with a bar that can be stopped, then what became of each line."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from pages.parts import desk, on_its_way, table
from pages.parts.many_list import OPTIONS
from pages.parts.many_preview import VERDICTS
from pages.parts.save_file import save_button
from pages.parts.table.cells import Tone
from usercore import say
from usercore.actions import invitation_lists
from usercore.actions.invitation_lists import LIMITED, MOST_AT_ONCE, SENT
from usercore.exports import csv

JOB = "many.job"
ROWS = 200
OUTCOMES: dict[str, tuple[str, Tone]] = {
    SENT: ("Invited", "green"),
    **VERDICTS,
    LIMITED: ("Too many letters", "amber"),
    "stopped": ("Not sent: stopped", "amber"),
}
COLUMNS = [
    table.Column(name="line", title=say("Line"), kind="number", narrow=False, width=0.6),
    table.Column(name="email", title=say("E-mail"), width=2.6),
    table.Column(
        name="outcome", title=say("What became of it"), kind="status", width=1.6,
        tones={outcome: (say(word), tone) for outcome, (word, tone) in OUTCOMES.items()},
    ),
    table.Column(name="why", title=say("Why"), width=3, dash=""),
]  # fmt: skip


@dataclass
class Job:
    """What is still to be sent, and what became of the others; changed in place. A click while a batch is on its way is
    heard when the batch is done, so that each line is sent once and told as it was.
    """

    waiting: list[dict[str, Any]]
    results: list[dict[str, Any]]

    @property
    def sent(self) -> int:
        return sum(one["outcome"] == SENT for one in self.results)

    def send_a_batch(self) -> bool:
        """False after a refusal, which is shown."""
        batch = self.waiting[:MOST_AT_ONCE]
        answer = desk.call(invitation_lists.send_many, lines=batch, **st.session_state[OPTIONS]) if batch else None
        if answer:
            self.results += map(asdict, answer.results)
            del self.waiting[: len(batch)]
        return answer is not False

    def stop(self) -> None:
        stopped = {"outcome": "stopped", "why": ""}
        self.results += [{"line": one["line"], "email": one["email"], **stopped} for one in self.waiting]
        self.waiting.clear()


def begin(lines: list[dict[str, Any]], others: list[dict[str, Any]]) -> None:
    """`lines` are to be sent; `others` were left out already, with their verdicts."""
    st.session_state[JOB] = Job(lines, others)


def under_way() -> bool:
    return JOB in st.session_state and bool(st.session_state[JOB].waiting)


def done() -> bool:
    return JOB in st.session_state and not st.session_state[JOB].waiting


def forget() -> None:
    st.session_state.pop(JOB, None)


def send() -> None:
    """One batch a run, so that the click on the button is heard; what was sent stays sent."""
    job: Job = st.session_state[JOB]
    sent, todo = job.sent, job.sent + len(job.waiting)
    st.progress(sent / max(todo, 1), say("{sent} of {count} sent", sent=f"{sent:,}", count=f"{todo:,}"))
    st.caption(say("Leave this page open until it is done. Should it be cut short, send the same list again: nobody is "
                   "invited twice."))  # fmt: skip
    st.button(say("Stop here"), icon=":material/stop_circle:", key="many.stop", on_click=job.stop)
    for _ in range(4):
        st.empty()  # or what the step before drew here would stand on, greyed, until all is sent
    if job.send_a_batch():
        st.rerun()
    st.button(say("Try again"), icon=":material/refresh:", key="many.retry")


def result() -> None:
    """How many, line by line, and all of it as a file."""
    import pandas as pd  # noqa: PLC0415 - only here

    job: Job = st.session_state[JOB]
    results, sent = sorted(job.results, key=lambda one: one["line"]), job.sent
    many = Counter(one["outcome"] for one in results)
    told = say("One person is invited.") if sent == 1 else say("{count} people are invited.", count=f"{sent:,}")
    st.success(told, icon=":material/check_circle:")
    on_its_way.where_they_wait(sent)
    left_out = [f"{say(OUTCOMES[outcome][0])} {count:,}" for outcome, count in many.items() if outcome != SENT]
    if left_out:
        st.caption(say("Left out: {what}", what=" · ".join(left_out)))
    rows = [[one["line"], one["email"], say(OUTCOMES[one["outcome"]][0]), one["why"]] for one in results]
    header = [say("Line"), say("E-mail"), say("What became of it"), say("Why")]
    text = b"".join(block.data for block in csv.lines(header, rows, bom=True)).decode("utf-8")
    save_button(say("Save the result as CSV"), text=text, name="invitations.csv", key="many.save")
    shown = pd.DataFrame(results[:ROWS]).assign(id=lambda found: found.index.astype(str))
    table.show(shown, COLUMNS, key="many.done", label=say("What became of each line"), selectable=False)
    if len(results) > ROWS:
        st.caption(say("The first {rows} of {count} lines are shown.", rows=ROWS, count=f"{len(results):,}"))

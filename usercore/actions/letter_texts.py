"""The texts of letters are changed by admins, and brought back."""

from usercore.errors import NotFound
from usercore.events import Event
from usercore.mail import rendering
from usercore.mail.letters import LetterKind
from usercore.models import LetterText
from usercore.permissions import Permission
from usercore.work import Work, needs


@needs(Permission.CHANGE_SETTINGS)
def change(work: Work, *, kind: str, subject: str, body: str) -> None:
    """Give one kind of letter another subject and body; letters that still wait are sent with it.

    Raises `InvalidTemplate`, saying what is wrong with it, `NotFound`, `NotFresh`.
    """
    found = _kind(kind)
    work.must_be_fresh()
    template = rendering.Template(subject.strip(), body.replace("\r\n", "\n").strip())
    rendering.check(found, template)
    text = work.db.get(LetterText, found, with_for_update=True)
    before = rendering.Template(text.subject, text.body) if text else rendering.default(found)
    if before == template:
        return
    if text is None:
        text = work.add(LetterText(kind=str(found), subject="", body=""))
    text.subject, text.body = template
    _record(work, found, before, template)


@needs(Permission.CHANGE_SETTINGS)
def restore(work: Work, *, kind: str) -> None:
    """Back to the text that usercore ships. Raises `NotFound`, `NotFresh`."""
    found = _kind(kind)
    work.must_be_fresh()
    text = work.db.get(LetterText, found, with_for_update=True)
    if text is None:
        return
    before = rendering.Template(text.subject, text.body)
    work.db.delete(text)
    _record(work, found, before, rendering.default(found))


def _kind(kind: str) -> LetterKind:
    try:
        return LetterKind(kind)
    except ValueError:
        raise NotFound(thing="letter") from None


def _record(work: Work, kind: LetterKind, before: rendering.Template, after: rendering.Template) -> None:
    work.record(Event.LETTER_TEXT_CHANGED, kind=str(kind), before=before._asdict(), after=after._asdict())

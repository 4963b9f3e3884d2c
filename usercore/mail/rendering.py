"""A letter's text and HTML, made from one source: what was typed by people stays text, and no name makes a link."""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from usercore.errors import Refusal
from usercore.mail.facts import FACTS, SAMPLE, SAMPLE_AT
from usercore.mail.letters import WITHOUT_LINK, Fact, LetterKind
from usercore.mail.words import printable, printable_facts, reads_as_link

TOO_DEEP = (RecursionError, SyntaxError)
# What a text can raise that is no text: `{{ name`, `{% if name < 3 %}`, `{{ name|moment }}`, a hundred ifs in each other.
UNUSABLE = (TemplateError, TypeError, ValueError, *TOO_DEEP)
log = logging.getLogger("usercore")
LONGEST_SUBJECT, LONGEST_BODY = 200, 10_000
BUTTON = re.compile(r"\[([^\]\n]+)\]\((https?://\S+)\)")
ALONE = re.compile(rf"(?m)^[ \t]*({BUTTON.pattern})[ \t]*$")
TEMPLATES = files("usercore.mail") / "templates"
MARKED = "https://link.example/open/token"


class InvalidTemplate(Refusal):
    sentence = "This text cannot be saved: {why}."
    field = "body"


class Template(NamedTuple):
    """What an admin may change of a letter."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


class Part(NamedTuple):
    """A paragraph, or a button if it has a link."""

    words: str
    link: str | None = None


@cache
def default(kind: LetterKind) -> Template:
    """The text as usercore ships it."""
    source = (TEMPLATES / f"{kind}.txt").read_text("utf-8")
    subject, _, body = source.partition("\n\n")
    return Template(subject.removeprefix("Subject: "), body.strip())


def render(
    kind: LetterKind,
    *,
    to_name: str,
    facts: Mapping[str, Fact],
    link: str | None,
    home: str,
    product: str,
    zone: str,
    ends_at: datetime | None,
    template: Template | None = None,
) -> Rendered:
    """The letter as it is sent. Moments are shown in `zone` (IANA)."""
    environment = _environment(zone)
    name = printable(to_name)
    name = "" if reads_as_link(name) else name
    values = printable_facts(facts) | {
        "name": name,
        "hello": f"Hello {name}," if name else "Hello,",
        "product": printable(product),
        "home": home,
        "link": link or home,
        "ends": _moment(ends_at.isoformat(), zone) if ends_at else "",
    }
    text = template or default(kind)
    subject = " ".join(environment.from_string(text.subject).render(values).split())
    parts = _parts(environment.from_string(text.body).render(values))
    shown = "\n\n".join(f"{part.words}:\n{part.link}" if part.link else part.words for part in parts)
    preview = next((part.words for part in parts[1:] if not part.link), subject)
    layout = _layout().render(subject=subject, preview=preview, product=values["product"], parts=parts)
    return Rendered(subject, f"{shown}\n", layout)


def written(kind: LetterKind, *, template: Template | None, **known: Any) -> Rendered:
    """The same, with our own text where an admin's cannot be used any more: better that than no letter."""
    try:
        return render(kind, template=template, **known)
    except UNUSABLE:
        if template is None:
            raise
        log.exception("the changed text of letter %s", kind)
        return render(kind, **known)


def sample(kind: LetterKind) -> dict[str, Fact]:
    """Made-up facts, for a preview."""
    return {name: SAMPLE[name] for name in FACTS.get(kind, ())}


def names(kind: LetterKind) -> tuple[str, ...]:
    """What a text of this kind may name."""
    always = ("hello", "name", "product", "home")
    return (*always, *FACTS.get(kind, ()), *(() if kind in WITHOUT_LINK else ("link", "ends")))


def check(kind: LetterKind, template: Template) -> None:
    """Raise `InvalidTemplate` unless the letter can be written with it and still leads where it must."""
    if not template.subject.strip() or "\n" in template.subject or len(template.subject) > LONGEST_SUBJECT:
        raise InvalidTemplate(why=f"its subject must be one line of at most {LONGEST_SUBJECT} characters")
    if len(template.body) > LONGEST_BODY:
        raise InvalidTemplate(why=f"it is longer than {LONGEST_BODY:,} characters")
    try:
        for place, source in zip(("subject", "text"), template, strict=True):
            _must_parse(kind, place, source)
        for facts in _every_way(kind):
            _must_lead(kind, template, **facts)
    except TOO_DEEP:
        raise InvalidTemplate(why="it is nested too deeply") from None
    except UNUSABLE:
        raise InvalidTemplate(why="a {{ name }} in it stands where only a moment or a number can") from None


def _must_parse(kind: LetterKind, place: str, source: str) -> None:
    try:
        tree = _environment("UTC").parse(source)
    except TemplateError as broken:
        line = getattr(broken, "lineno", 1)
        raise InvalidTemplate(why=f"the end of {{{{ or {{% is missing in line {line} of its {place}") from None
    _only_words_and_ifs(tree, names(kind))


def _every_way(kind: LetterKind) -> Iterable[dict[str, Any]]:
    """To someone with a name and without, about something that is told and that is not: each may take another branch."""
    for name, told in product(("Ada", ""), (True, False)):
        facts = sample(kind) if told else {key: _nothing(value) for key, value in sample(kind).items()}
        yield {"to_name": name, "facts": facts}


def _nothing(value: Fact) -> Fact:
    if isinstance(value, int):
        return 0
    return value if value == SAMPLE_AT.isoformat() else ""


def _must_lead(kind: LetterKind, template: Template, **known: Any) -> None:
    made = render(
        kind, link=MARKED, home="https://home.example", product="Product", zone="UTC", ends_at=SAMPLE_AT,
        template=template, **known,
    )  # fmt: skip
    if not made.subject:
        raise InvalidTemplate(why="its subject is empty for some readers")
    if kind not in WITHOUT_LINK and f'href="{MARKED}"' not in made.html:
        raise InvalidTemplate(why="it lost its link; put [Words]({{ link }}) on a line of its own")


def _only_words_and_ifs(tree: nodes.Template, known: tuple[str, ...]) -> None:
    """No loops, no macros, no arithmetic: nothing that could run for long."""
    allowed = (
        nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Filter, nodes.Const, nodes.Not,
        nodes.And, nodes.Or, nodes.Compare, nodes.Operand,
    )  # fmt: skip
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, allowed) or (isinstance(node, nodes.Filter) and node.name != "moment"):
            raise InvalidTemplate(why="it may hold words, {{ names }} and {% if %}, and nothing else")
        if isinstance(node, nodes.Name) and node.name not in known:
            raise InvalidTemplate(why=f"there is nothing called {{{{ {node.name} }}}} in this letter")


def _parts(body: str) -> list[Part]:
    parts = []
    for paragraph in re.split(r"\n\s*\n", ALONE.sub(r"\n\1\n", body).strip()):
        words = " ".join(paragraph.split())
        if not words:
            continue  # an {% if %} that said nothing
        button = BUTTON.fullmatch(words)
        parts.append(Part(button[1], button[2]) if button else Part(words))
    return parts


@cache
def _environment(zone: str) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # text: the layout escapes
    environment.globals.clear()
    environment.filters = {"moment": lambda moment: _moment(str(moment), zone)}
    return environment


@cache
def _layout() -> Any:
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string((TEMPLATES / "layout.html").read_text("utf-8"))


def _moment(moment: str, zone: str) -> str:
    """`2 March 2026, 10:00 (Europe/Berlin)`."""
    try:
        shown = datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, OSError, ValueError):
        shown, zone = datetime.fromisoformat(moment).astimezone(UTC), "UTC"
    return f"{shown:%-d %B %Y, %H:%M} ({zone})"

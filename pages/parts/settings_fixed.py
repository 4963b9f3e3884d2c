"""What is set where usercore is started, to be read here: passwords, letters, alerts."""

import streamlit as st

from pages.parts import desk, wording
from usercore import say


def passwords() -> None:
    """The policy in force, each line with the name of its setting."""
    settings = desk.opening.core().settings
    off = say("off")
    lines = (
        (say("Fewest characters"), str(settings.password_shortest), "PASSWORD_SHORTEST"),
        (say("… with dashboard rights"), str(settings.password_shortest_staff), "PASSWORD_SHORTEST_STAFF"),
        (say("Most characters"), f"{settings.password_longest:,}", "PASSWORD_LONGEST"),
        (say("Common passwords, names, address and product"), say("refused"), "PRODUCT"),
        (say("Stolen passwords, asked of a service"), settings.breach_range_url or off, "BREACH_RANGE_URL"),
        (say("Kinds of characters required"), str(settings.password_classes or off), "PASSWORD_CLASSES"),
        (say("Old ones that may not come back"), str(settings.password_history or off), "PASSWORD_HISTORY"),
        (
            say("Replaced after"),
            wording.span(settings.password_longest_age) if settings.password_longest_age else off,
            "PASSWORD_LONGEST_AGE",
        ),
    )
    _lines(lines)
    st.caption(
        say(
            "The last three are off because they make people choose worse passwords (NIST 800-63B-4 3.1.1.2); they are "
            "there for those who must have them."
        )
    )


def letters() -> None:
    settings = desk.opening.core().settings
    _lines(
        (
            (say("Mail server"), say("set up") if settings.smtp_url else say("none: letters wait"), "SMTP_URL"),
            (say("Letters come from"), settings.mail_from, "MAIL_FROM"),
            (say("Links lead to"), settings.home, "BASE_URL"),
            (say("A link to choose a password works"), wording.span(settings.reset_lifetime), "RESET_LIFETIME"),
            (say("A link to confirm an address works"), wording.span(settings.email_lifetime), "EMAIL_LIFETIME"),
            (say("“This wasn't me” works"), wording.span(settings.undo_lifetime), "UNDO_LIFETIME"),
            (
                say("Admins get a letter after"),
                say(
                    "one failed sign-in in {span}"
                    if settings.alert_failures == 1
                    else "{count} failed sign-ins in {span}",
                    count=settings.alert_failures,
                    span=wording.span(settings.alert_window),
                ),
                "ALERT_FAILURES",
            ),
            (say("… which goes to"), say("every admin who can sign in, once a window"), "ALERT_WINDOW"),
        )
    )


def _lines(lines: tuple[tuple[str, str, str], ...]) -> None:
    with st.container(border=True):
        for label, value, name in lines:
            with st.container(horizontal=True, gap="xxsmall", vertical_alignment="center"):
                st.markdown(f":gray[{label}]", width=300)
                st.markdown(desk.plain(value), width=260)
                st.markdown(f":gray[`USERCORE_{name}`]", width="content")

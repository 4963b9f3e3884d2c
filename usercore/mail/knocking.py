"""Whether the mail server answers: greeted, signed in to and left again, with no letter."""

from usercore.mail.carrier import Carrier, Undelivered
from usercore.settings import Settings

PATIENCE = 5.0  # seconds; somebody waits for it


def knock(settings: Settings) -> str | None:
    """None if it answers, else its own words or why not. There must be one. Raises `BadSetting`."""
    carrier = carrier_of(settings, timeout=PATIENCE)
    if carrier is None:
        return None
    try:
        with carrier.line() as line:
            line.greet()
    except Undelivered as silent:
        return silent.said
    return None


def carrier_of(settings: Settings, *, timeout: float = 20) -> Carrier | None:
    """The carrier to the mail server that is set; None without one. Raises `BadSetting`."""
    if settings.smtp_url is None:
        return None
    url = settings.smtp_url.get_secret_value()
    return Carrier.from_url(url, sender=settings.mail_from, ca_file=settings.smtp_ca_file, timeout=timeout)

"""Time-based one-time passwords (RFC 6238): six digits, a new step every thirty seconds."""

import io
import unicodedata
from datetime import datetime
from hmac import compare_digest
from typing import NamedTuple

import pyotp
import qrcode
from qrcode.constants import ERROR_CORRECT_M

STEP_SECONDS, DIGITS = 30, 6
ACCEPTED, EXPLAINED = 1, 10  # steps early or late
LONGEST_TYPED = 40
PIXELS_A_MODULE, QUIET_MODULES = 8, 4


class Match(NamedTuple):
    """The step a code is of, and how many steps that is after (or before) now."""

    step: int
    off: int

    @property
    def accepted(self) -> bool:
        return abs(self.off) <= ACCEPTED

    @property
    def seconds_off(self) -> int:
        return self.off * STEP_SECONDS


def new_secret() -> str:
    """160 random bits in base32, as authenticator apps take them (RFC 4226 R6)."""
    return pyotp.random_base32()


def uri(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says: `otpauth://totp/…`."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS, digits=DIGITS).provisioning_uri(name=account, issuer_name=issuer)


def qr_png(content: str) -> bytes:
    """The QR code, black on white whatever the theme, with the quiet zone that cameras need."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=PIXELS_A_MODULE, border=QUIET_MODULES)
    code.add_data(content)
    code.make(fit=True)
    written = io.BytesIO()
    code.make_image(fill_color="black", back_color="white").save(written)
    return written.getvalue()


def digits(typed: str) -> str | None:
    """The six digits in what was typed, blanks and dashes left out; None if it is no such code."""
    if len(typed) > LONGEST_TYPED:
        return None
    bare = "".join(unicodedata.normalize("NFKC", typed).split()).replace("-", "")
    return bare if len(bare) == DIGITS and bare.isascii() and bare.isdigit() else None


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def match(secret: str, typed: str, now: datetime) -> Match | None:
    """The step nearest to now whose code was typed, within what is accepted or at least explained. Each is compared, so
    that time tells nothing.
    """
    code = digits(typed)
    if code is None:
        return None
    totp, current = pyotp.TOTP(secret, interval=STEP_SECONDS, digits=DIGITS), step_at(now)
    offsets = sorted(range(-EXPLAINED, EXPLAINED + 1), key=abs)
    found = [off for off in offsets if compare_digest(totp.generate_otp(max(0, current + off)), code)]
    return Match(current + found[0], found[0]) if found else None

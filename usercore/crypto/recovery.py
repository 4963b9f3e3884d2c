"""Recovery codes: for whoever lost their phone. Each works once."""

import secrets

# Crockford's base32: no I, L, O or U, which are misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
LETTERS, GROUP, MANY = 24, 4, 10  # 120 random bits each: enough for a plain keyed digest (NIST 800-63B-4 3.1.2.2)
LONGEST_TYPED = 80


def new_codes() -> tuple[str, ...]:
    """Ten codes, in groups of four: `7QKF-2MXW-…`."""
    return tuple(_grouped("".join(secrets.choice(ALPHABET) for _ in range(LETTERS))) for _ in range(MANY))


def bare(typed: str) -> str | None:
    """The code as it was made, however it was typed; None if it cannot be one."""
    if len(typed) > LONGEST_TYPED:
        return None
    letters = "".join(typed.upper().split()).replace("-", "").translate(MISREAD)
    return letters if len(letters) == LETTERS and all(letter in ALPHABET for letter in letters) else None


def _grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, LETTERS, GROUP))

"""Settings: one frozen value, read once at the front door, refusing what is unsafe."""

from datetime import timedelta
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from usercore.cannot_start import BadSetting

SHORTEST_KEY = 32
WEAK_KEYS = ("changeme", "secret", "password", "default", "some_key")


class Settings(BaseSettings):
    """Everything that can be set, with its default. Environment names are `USERCORE_` and the field in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="USERCORE_", env_ignore_empty=True, frozen=True, extra="ignore", hide_input_in_errors=True
    )

    database_url: str = Field("sqlite:///var/usercore.db", description="Where the accounts are.")
    read_database_url: str | None = Field(
        None, description="A read replica of that PostgreSQL: lists of people are read there while it keeps up."
    )
    replica_max_lag: timedelta = Field(
        timedelta(seconds=30), gt=timedelta(), description="A replica that is further behind is not asked."
    )
    pool_size: int = Field(
        20,
        ge=2,
        description="Connections each process keeps open to the database, at most; to a SQLite file those that write come on top, one at a time.",
    )
    pool_timeout: timedelta = Field(
        timedelta(seconds=30), ge=timedelta(), description="How long a call waits for one of them to be free."
    )
    statement_timeout: timedelta = Field(
        timedelta(seconds=15), ge=timedelta(), description="What a page reads is broken off after this long; 0: never."
    )
    statement_timeout_writing: timedelta = Field(
        timedelta(seconds=60), ge=timedelta(), description="The same for an action (PostgreSQL)."
    )
    secret_key: SecretStr | None = Field(
        None, description="Keys the digests of tokens: at least 32 random characters, the same for every process."
    )
    base_url: str | None = Field(None, description="The address people type; needed unless listening on loopback.")
    product: str = Field("usercore", description="What you call your product: in letters, and refused in passwords.")
    controller: str | None = Field(
        None, description="Who answers for the personal data here (GDPR Art. 4(7)): `Example Ltd, 1 High Street, Town`."
    )
    privacy_contact: str | None = Field(
        None, description="Whom people write to about their data: an address, or the data protection officer."
    )
    trusted_proxies: int = Field(0, ge=0, description="How many proxies in front may name the visitor's address.")
    rate_limit_url: str | None = Field(
        None, description="Where attempts are counted: the database, or `redis://…` for many replicas."
    )

    smtp_url: SecretStr | None = Field(
        None, description="`smtp://user:pass@host:587` or `smtps://…`; without it letters wait in the outbox."
    )
    mail_from: str = Field("usercore@localhost", description="Whom letters come from: `Name <accounts@example.com>`.")
    smtp_ca_file: Path | None = Field(
        None, description="A private authority that signed the mail server's certificate."
    )

    staff_idle: timedelta = Field(timedelta(hours=1), description="A staff session ends after this long unused.")
    staff_absolute: timedelta = Field(timedelta(hours=12), description="A staff session ends after this long at most.")
    idle: timedelta = Field(timedelta(days=7), description="Anyone else's session ends after this long unused.")
    absolute: timedelta = Field(timedelta(days=30), description="Anyone else's session ends after this long at most.")
    fresh_for: timedelta = Field(timedelta(minutes=60), description="How long a sign-in counts as recent.")
    fresh_for_credentials: timedelta = Field(
        timedelta(minutes=10), description="The same for changing one's own address or password."
    )

    password_shortest: int = Field(12, ge=8, description="Fewest characters of a password.")
    password_shortest_staff: int = Field(
        15, ge=8, description="The same for a role with dashboard rights, while no second factor is on."
    )
    password_longest: int = Field(1024, ge=64, description="Most characters of a password; longer ones are refused.")
    password_classes: int = Field(
        0, ge=0, le=4, description="How many of lower, upper, digit and sign it must have. Off: length serves better."
    )
    password_history: int = Field(0, ge=0, le=24, description="How many old passwords may not come back. Off.")
    password_longest_age: timedelta | None = Field(
        None, description="A password must be replaced after this long. Off: it makes people choose worse ones."
    )
    breach_range_url: str | None = Field(
        None, description="Ask this range service (k-anonymity) about breached passwords too; off, nothing is asked."
    )
    argon2_memory_kib: int = Field(19_456, ge=8, description="Memory of one password hash, in KiB (OWASP: 19 MiB).")
    argon2_rounds: int = Field(2, ge=1, description="Rounds of one password hash.")

    reset_lifetime: timedelta = Field(timedelta(hours=1), description="How long a link to choose a new password works.")
    invitation_lifetime: timedelta = Field(
        timedelta(days=7), gt=timedelta(), description="How long an invitation waits for an answer, at most."
    )
    email_lifetime: timedelta = Field(timedelta(hours=24), description="How long a link to confirm an address works.")
    undo_lifetime: timedelta = Field(timedelta(days=7), description="How long “this wasn't me” in a letter works.")
    trust_lifetime: timedelta = Field(
        timedelta(days=30), description="How long “trust this browser” spares the code; 0 for never."
    )
    two_factor_grace: timedelta = Field(
        timedelta(days=7), ge=timedelta(0), description="How long a role that asks for a second factor waits for it."
    )
    trust_staff: bool = Field(default=False, description="Whether dashboard roles may trust a browser, too.")
    alert_failures: int = Field(
        50, ge=1, description="So many failed sign-ins within `USERCORE_ALERT_WINDOW` send the admins a letter."
    )
    alert_window: timedelta = Field(timedelta(minutes=10), description="The window of that alert.")

    erasures_file: Path | None = Field(
        None,
        description="Where deletions for ever are also kept, outside the database, for `usercore restore`: beside a "
        "SQLite file by default, else `var/erasures.jsonl`. With several replicas, a place they share.",
    )

    time_zone: str = Field(
        "UTC", description="The house's time zone (IANA): by its days the time to answer is counted."
    )
    privacy_law: Literal["gdpr", "ccpa"] = Field(
        "gdpr", description="Whose clock runs for requests about personal data: `gdpr` or `ccpa`."
    )
    erasure_grace: timedelta = Field(
        timedelta(days=14), ge=timedelta(0), description="How long people may call off the deletion they asked for."
    )

    metrics_token: SecretStr | None = Field(
        None,
        description="With it `/metrics` can be read from elsewhere: `Authorization: Bearer …`, 32 characters or more.",
    )
    count_cap: int = Field(1_000, ge=1, description="Lists count this far, then say “1,000+”.")

    @field_validator("secret_key")
    @classmethod
    def strong(cls, value: SecretStr | None) -> SecretStr | None:
        for key in value.get_secret_value().split(",") if value else ():
            if len(key.strip()) < SHORTEST_KEY or any(weak in key.lower() for weak in WEAK_KEYS):
                message = "must be random and at least 32 characters: python -c 'import secrets; print(secrets.token_urlsafe(32))'"
                raise ValueError(message)
        return value

    @field_validator("metrics_token")
    @classmethod
    def long(cls, value: SecretStr | None) -> SecretStr | None:
        if value and (len(value.get_secret_value()) < SHORTEST_KEY or not value.get_secret_value().isascii()):
            message = "must be at least 32 random characters without spaces or accents"
            raise ValueError(message)
        return value

    @field_validator("time_zone")
    @classmethod
    def known_zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            message = "must be a time zone such as Europe/Vienna"
            raise ValueError(message) from None

    @field_validator("base_url")
    @classmethod
    def web_address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            message = "must begin with https:// or http://"
            raise ValueError(message)
        return value.rstrip("/") if value else None

    @classmethod
    def from_environment(cls, **overrides: object) -> Self:
        """The settings of this process.

        Raises `BadSetting`, naming the variable and what is wrong with it, never its value.
        """
        try:
            return cls(**overrides)  # type: ignore[arg-type]
        except ValidationError as broken:
            first = broken.errors()[0]
            name = f"USERCORE_{first['loc'][0]}".upper() if first["loc"] else "A setting"
            raise BadSetting(name=name, why=first["msg"].removeprefix("Value error, ")) from None

    @property
    def home(self) -> str:
        """Where links lead; never read from a request (CVE-2012-4520)."""
        return self.base_url or "http://localhost:8501"

    @property
    def embedded(self) -> bool:
        """Whether the database is a SQLite file beside the program."""
        return self.database_url.startswith("sqlite")

    @property
    def erasures(self) -> Path:
        """The file of deletions for ever: it outlives a database that is put back from a backup."""
        if self.erasures_file:
            return self.erasures_file
        return self.database_file.with_suffix(".erasures.jsonl") if self.embedded else Path("var/erasures.jsonl")

    @property
    def database_file(self) -> Path:
        """The file of the embedded database."""
        return Path(self.database_url.partition("///")[2].split("?")[0])

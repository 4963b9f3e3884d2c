"""One person's two years: how they came, what was changed, how it ended, and the row that is left of it."""

from datetime import datetime

from usercore.events import Event
from usercore.models import Status
from usercore.practice.chance import Weighted
from usercore.practice.devices import a_device
from usercore.practice.factors import MOST_WAITING, WAITING, sets_up
from usercore.practice.guesses import guess_at
from usercore.practice.invitations import Invitations
from usercore.practice.moments import HOUR, MINUTE, SECOND, moment
from usercore.practice.newcomers import Newcomer
from usercore.practice.partings import Partings
from usercore.practice.stays import APART, Stays
from usercore.practice.world import Colleague, Row, World
from usercore.spelling import folded

# Shares of those to whom it happens.
NEVER_CAME, NEW_PASSWORD, VERIFIED, TWO_DEVICES = 0.12, 0.04, 0.93, 0.4
RENAMED, MOVED, PROMOTED, CAME_LATELY, BY_THEMSELVES, NAMED_THEMSELVES = 0.04, 0.03, 0.04, 0.55, 0.6, 0.2
FEW_VISITS = Weighted(((1, 84), (2, 10), (3, 4), (5, 1.5), (9, 0.5)))
MANY_VISITS = Weighted(((1, 25), (2, 20), (3, 16), (5, 15), (8, 12), (13, 8), (21, 4)))
STAFF_VISITS = 110
LATELY_DAYS = 12
JUST_NOW, STILL_WAITING = 10 * MINUTE, 40 * MINUTE  # ago
LADDER = ("viewer", "author", "editor")


class Life:
    """Two years, lived at once: they leave a row, sessions, and happenings in the world."""

    def __init__(self, world: World, newcomer: Newcomer) -> None:
        self.world, self.one, self.id = world, newcomer, newcomer.id
        devices = [a_device(world.rng) for _ in range(2 if world.chance(TWO_DEVICES) else 1)]
        self.stays = Stays(world, self.id, staff=newcomer.staff, devices=devices)
        asked = newcomer.asked
        self.invitations = Invitations(world, newcomer, asked, devices[0]) if asked else None
        self.accepted_at = self.invitations.accepted_at if self.invitations else None
        self.begun = self.accepted_at or newcomer.at
        self.partings = Partings(world, self.stays, newcomer, begun=self.begun)
        self.invited = self.partings.invited
        self.temporary = isinstance(newcomer.by, Colleague) and not asked
        self.password_at = None if self.invited else self.begun
        self.edits = 0
        self.moved_at: int | None = None
        self.locked: tuple[int, str] | None = None  # until when, and by which limit
        self._live()

    def _live(self) -> None:
        first = {"name": self.one.name.shown, "email": self.one.email.address, "role": self.one.role}
        if not self.invited:
            self._visit()
        self.stays.settle()
        guess_at(self.world, self)
        if not self.one.staff and not self.invited:
            self._edit(first)
        self.partings.tell()
        self._tell_beginning(first)

    def _tell_beginning(self, first: dict[str, str]) -> None:
        entered, asked = first["name"], self.invitations
        if self.accepted_at and self.world.chance(NAMED_THEMSELVES):
            first["name"] = ""
        self.world.tell(
            self.one.at,
            Event.USER_CREATED,
            about=self.id,
            by=self.one.by,
            personal={word: first[word] for word in ("email", "name")},
            role=first["role"],
            status=str(Status.INVITED if asked else Status.ACTIVE),
        )
        if asked:
            if self.one.fate is Status.DELETED and self.invited:
                cut = self.stays.cuts[-1]
                asked.close(cut.at, cut.by_id)
            asked.tell(first["role"], entered)

    # --- signing in ------------------------------------------------------------------------------------------------

    def _visit(self) -> None:
        if self.accepted_at:  # which lets them in at once
            at = self.accepted_at + self.world.rng.randrange(300_000, 1_500_000)
            self.stays.enter(at, self.stays.devices[0])
        elif not self.one.staff and self.world.chance(NEVER_CAME):
            return
        for at in self._visits():
            stay = self.stays.sign_in(at)
            if self.temporary or (not self.one.staff and self.world.chance(NEW_PASSWORD)):
                self.password_at = self.stays.change_password(stay)
                self.temporary = False
                self.edits += 1
            elif not self.stays.factor and sets_up(self.world, self.one, at):
                self.stays.turn_factor_on(stay)
                self.edits += 1
        if self.world.waiting < MOST_WAITING and self._may_be_here() and self.world.chance(WAITING):
            self.world.waiting += 1
            at = self.world.calendar.now - self.world.rng.randrange(JUST_NOW, STILL_WAITING)
            self.stays.begin_factor(self.stays.sign_in(at))

    def _may_be_here(self) -> bool:
        """Whether they are someone without a second factor who may have come just now, and not before that."""
        stays, now = self.stays, self.world.calendar.now
        plain = not self.one.staff and not stays.factor and self.partings.first == now
        return plain and bool(stays.all) and stays.all[-1].at < now - STILL_WAITING - APART

    def _visits(self) -> list[int]:
        """When they sign in: far enough apart, and never while they may not."""
        world, rng, calendar = self.world, self.world.rng, self.world.calendar
        after, before = self.begun + APART, self.partings.end - APART
        if before - after < APART:
            return []
        if self.one.staff:
            last, more = before - rng.randrange(40) * MINUTE - rng.randrange(MINUTE), STAFF_VISITS
        else:
            more = (MANY_VISITS if world.lively else FEW_VISITS).one(rng) - 1
            if self.accepted_at and not more:
                return []  # that they came in was their visit
            lately = world.chance(CAME_LATELY)
            last = calendar.recently(after, before, LATELY_DAYS) if lately else calendar.between(after, before)
        chosen = sorted(calendar.between(after, last) for _ in range(more) if last - after > APART)
        visits: list[int] = []
        for at in (*chosen, last):
            if (not visits or at - visits[-1] >= APART) and self.partings.open_at(at):
                visits.append(at)
        return visits

    # --- edits -----------------------------------------------------------------------------------------------------

    def _edit(self, first: dict[str, str]) -> None:
        """Some were called, reached or trusted differently at first: `first` learns how."""
        world, one = self.world, self.one
        after, before = self.begun + MINUTE, self.partings.first
        if one.name.shown and world.chance(RENAMED):
            first["name"] = world.rng.choice(("", one.name.given.shown, folded(one.name.shown)))
            self._tell_edit("name", first["name"], one.name.shown)
        if world.chance(MOVED) and before - after > 3 * HOUR:
            first["email"] = f"{one.email.address.partition('@')[0]}@former.example.com"
            self._tell_edit("email", first["email"], one.email.address)
        if one.role in LADDER[1:] and world.chance(PROMOTED):
            first["role"] = LADDER[LADDER.index(one.role) - 1]
            admin, at = world.colleague("admin"), world.calendar.between(after, before)
            world.tell(
                at,
                Event.ROLE_CHANGED,
                about=self.id,
                by=admin,
                before=first["role"],
                after=one.role,
                sessions_ended=0,
            )
            self.edits += 1

    def _tell_edit(self, field: str, was: str, now: str) -> None:
        """Names are often changed by people themselves, soon after signing in; addresses by staff."""
        if was == now:
            return
        world, stays = self.world, [stay for stay in self.stays.all if stay.at < self.partings.first]
        told = {f"{field}.before": was, f"{field}.after": now}
        if field == "email":
            self._tell_move(told)
        elif field == "name" and stays and world.chance(BY_THEMSELVES):
            stay = world.rng.choice(stays)
            at = stay.at + world.rng.randrange(20 * SECOND, 50 * SECOND)
            world.tell(
                at,
                Event.USER_UPDATED,
                about=self.id,
                by=self.id,
                device=stay.device,
                personal=told,
                fields=[field],
            )
        else:
            at = world.calendar.between(self.begun + MINUTE, self.partings.first)
            by = world.colleague("admin", "support")
            world.tell(at, Event.USER_UPDATED, about=self.id, by=by, personal=told, fields=[field])
        self.edits += 1

    def _tell_move(self, told: dict[str, str]) -> None:
        """Staff ask for the new address, and its owner confirms it there."""
        world, at = self.world, self.world.calendar.between(self.begun + MINUTE, self.partings.first - 2 * HOUR)
        world.tell(at, Event.EMAIL_ASKED, about=self.id, by=world.colleague("admin", "support"), personal=told)
        later = self.moved_at = at + world.rng.randrange(2 * MINUTE, HOUR)
        device = self.stays.devices[0]
        world.tell(later, Event.EMAIL_CONFIRMED, about=self.id, device=device, personal=told, sessions_ended=0)

    # --- what is left ----------------------------------------------------------------------------------------------

    def row(self) -> Row:
        one, stays = self.one, self.stays.all
        name_key = folded(one.name.shown)
        return {
            "id": one.id,
            "email": one.email.address,
            "email_key": one.email.key,
            "email_verified_at": self._verified_at(),
            "name": one.name.shown,
            "name_key": name_key,
            "searched": f"{name_key}\n{folded(one.email.address)}",
            "role": one.role,
            "created_at": moment(one.at),
            "last_sign_in_at": moment(stays[-1].at) if stays else None,
            "last_seen_at": None,
            "password_hash": None if self.invited else self.world.password_hash,
            "password_changed_at": None if self.password_at is None else moment(self.password_at),
            "must_change_password": self.temporary,
            "second_factor_asked_at": None,
            "must_enrol": False,
            "password_compromised": False,
            "time_zone": None,
            "locked_until": moment(self.locked[0]) if self.locked else None,
            "locked_reason": self.locked[1] if self.locked else None,
            "version": 1 + self.edits + self.partings.edits + (self.invitations.edits if self.invitations else 0),
            **self.partings.columns(),
        }

    def _verified_at(self) -> datetime | None:
        if at := self.moved_at or self.accepted_at:
            return moment(at)
        stays = self.stays.all
        verified = stays and (self.one.staff or self.world.chance(VERIFIED))
        return moment(stays[0].at + 90 * SECOND) if verified else None

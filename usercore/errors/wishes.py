"""What was asked for: there is no such thing, or it is not spelled so that it can be used."""

from datetime import datetime

from usercore.errors.family import Refusal


class NotFound(Refusal):
    sentence = "There is no such {thing}. It may have been deleted, or the address was cut short."
    thing: str


class PageGone(Refusal):
    sentence = "That page of the list no longer exists, so this is the first one."


class BadQuery(Refusal):
    sentence = "The list cannot be shown that way: {why}."


class InvalidEmail(Refusal):
    sentence = "This is not an e-mail address: {why}"
    field = "email"


class InvalidName(Refusal):
    sentence = "This name cannot be used: {why}."
    field = "name"


class InvalidTimeZone(Refusal):
    sentence = "There is no time zone called “{zone}”."
    field = "time_zone"


class InvalidReason(Refusal):
    sentence = "This reason cannot be used: {why}."
    field = "reason"


class InvalidNote(Refusal):
    sentence = "This note cannot be used: {why}."
    field = "text"


class InvalidConsentText(Refusal):
    sentence = "This text cannot be used: {why}."
    field = "body"


class InvalidPurpose(Refusal):
    sentence = "This purpose cannot be saved: {why}."
    field = "title"


class InvalidTicket(Refusal):
    sentence = "This is no ticket: {why}."
    field = "ticket"


class EmailTaken(Refusal):
    sentence = "Another account already uses this address."
    field = "email"


class EmailInTrash(EmailTaken):
    sentence = "A deleted account still holds this address. Restore it, or delete it for ever first."


class ErasedBefore(Refusal):
    sentence = (
        "Whoever had this address was deleted for ever on {on:%-d %B %Y}. Add them only if they ask to come back."
    )
    field = "email"
    on: datetime


class EmailMismatch(Refusal):
    sentence = "That is not this person's address, so nothing was deleted."
    field = "email"


class UnknownRole(Refusal):
    sentence = "There is no role called “{role}”."
    field = "role"


class InvalidPassword(Refusal):
    sentence = "This password cannot be used: {why}"
    field = "password"


class WrongCode(Refusal):
    sentence = "{why}"
    field = "code"
    why: str


class WrongPassword(Refusal):
    sentence = "The current password is not right."
    field = "current_password"


class InvalidText(Refusal):
    sentence = "This contains a character, or more of them, than can be kept here."


class InvalidMessage(Refusal):
    sentence = "This message cannot be sent: {why}."
    field = "message"


class InvalidLifetime(Refusal):
    sentence = "An invitation can wait between one hour and {most}."
    field = "lifetime"


class UnreadableList(Refusal):
    sentence = "This list cannot be read: {why}."
    why: str


class ListTooLong(Refusal):
    sentence = "This list has more than {most:,} people in it. Split it into several."
    most: int


class InvalidLine(Refusal):
    sentence = "This line cannot be imported: {why}."
    why: str


class StillToCome(Refusal):
    sentence = "Choose a day that has come already."
    field = "received_at"


class InvalidMoment(Refusal):
    sentence = "Choose a time in the future."
    field = "until"

"""Why a link is good for nothing."""

from datetime import datetime

from usercore.errors.family import Refusal


class TokenSpent(Refusal):
    sentence = "This link was used already, or a newer one took its place."


class TokenExpired(Refusal):
    sentence = "This link has ended. Ask for a new one."


class TokenVoid(Refusal):
    sentence = "This link no longer counts, because the password or the address changed since it was sent."


class InvitationExpired(TokenExpired):
    sentence = "This invitation ended on {on:%-d %B %Y}. Ask for a new one."
    on: datetime


class InvitationUsed(TokenSpent):
    sentence = "This invitation was accepted already. Sign in with the password of the account."


class InvitationReplaced(TokenSpent):
    sentence = "A newer invitation took the place of this one. Open the link in the latest letter."


class InvitationRevoked(TokenVoid):
    sentence = "This invitation was taken back."


class NotBacked(TokenVoid):
    sentence = "Whoever sent this invitation can no longer give what it offers, so someone else must look at it first."

"""Who is asking: not signed in, not allowed, too often."""

from datetime import timedelta

from usercore.errors.family import Refusal, in_words


class NotSignedIn(Refusal):
    sentence = "Please sign in first."


class NotAllowed(Refusal):
    """The actor lacks the permission, or the person stands above them."""

    sentence = "Your role does not include this. It needs “{permission}”; an admin can grant it."
    permission: str


class AboveYou(NotAllowed):
    sentence = "This account has rights that yours does not, so only someone with those rights may change it."


class NotFresh(Refusal):
    sentence = "This needs a recent sign-in. Confirm your password, then try again."


class MustChangePassword(Refusal):
    sentence = "Choose a password of your own first: the one you were given was temporary."


class MustEnrol(Refusal):
    sentence = "Set up two-factor sign-in first: your account asks for it."


class TooManyAttempts(Refusal):
    sentence = "Too many tries. Wait {wait}, then try again."
    again_in: timedelta

    def __init__(self, *, again_in: timedelta) -> None:
        super().__init__(wait=in_words(again_in))
        self.again_in = again_in

"""What can stand in the way of a candidate, as nouns of the domain. The text is shown to the person."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _


def moment(at: datetime) -> str:
    """Hour and day as people here read them."""
    local = timezone.localtime(at)
    return f"{local:%H:%M} {formats.date_format(local, 'SHORT_DATE_FORMAT')}"


class Refusal(Exception):
    """An act that the rules do not allow now; `message` says it in plain words."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.message


class AttemptIsOver(Refusal):
    """The attempt takes no more answers."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _(
            "Your time is over. The answers saved before the end count; this one was kept for the examiner."
        )


class AttemptIsPaused(Refusal):
    """An invigilator has stopped the clock."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("The invigilator has paused this test. Your answers are kept, and your time stands still.")


class SittingIsPaused(Refusal):
    """The whole sitting stands still."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("The whole sitting is paused. It goes on when the invigilator resumes it.")


class ActRefused(Refusal):
    """What an invigilator wants to do does not fit how things stand now."""


class AttemptIsClosed(ActRefused):
    """The attempt was handed in, ran out or was declared void."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This paper is closed already. Nothing was changed.")


class AlreadyPaused(ActRefused):
    """Nothing is left to pause."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This is paused already. Nothing was changed.")


class NotPaused(ActRefused):
    """Nothing is there to resume."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This is not paused. Nothing was changed.")


class SittingIsNotOpen(ActRefused):
    """The sitting is a draft, or cancelled."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This sitting is not open. Nothing was changed.")


class OwnAttempt(ActRefused):
    """Nobody watches over themselves."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This is your own paper. Another invigilator must do this.")


class SeatHasMoved(Refusal):
    """Another device is in charge of the attempt."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This test continues on another device. To answer here, take it over on this device.")


class AnswerIsOlder(Refusal):
    """A newer answer to the same item is already kept."""

    def __init__(self, sequence: int) -> None:
        super().__init__()
        self.sequence = sequence

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("A newer answer to this item is already saved.")


class ItemIsPassed(Refusal):
    """The candidate has gone on from this item, and the part knows no way back; or has not come to it yet."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("You have gone on from this item, and this test knows no way back.")


class NotYetClosed(Refusal):
    """A late answer of a paper that is still open, or void."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("The paper is still open or was declared void: there is nothing to decide.")


class DecidedAlready(Refusal):
    """Somebody has decided on this answer before."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This answer was decided on before. Nothing was changed.")


class OwnLateAnswer(Refusal):
    """Nobody judges their own paper."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This is your own paper. Another examiner must decide.")


class NoSuchItem(Refusal):
    """The attempt or the item does not exist."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This item is not part of your test.")


class ExamIsNotOpen(Refusal):
    """The exam is not published, or outside its window."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This test cannot be started now.")


class NotEligible(Refusal):
    """The person is not among those who may sit the exam."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("Enrol in the course first, then you can take its test.")


class NoAttemptLeft(Refusal):
    """All attempts of the period are used."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("You have used all attempts of this year.")


class MustWait(Refusal):
    """The waiting time after the last attempt is not over."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("You can take the test again from %(when)s.") % {"when": moment(self.until)}


class WindowClosesBefore(Refusal):
    """The waiting time after the last attempt ends only when nobody may start any more."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _(
            "You cannot take the test again in this period: you would have to wait until %(when)s, "
            "and the last moment to start is before that."
        ) % {"when": moment(self.until)}


class WrongAccessCode(Refusal):
    """The exam asks for an access code, and none or another one was given."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("The access code is not right. The invigilator tells it in the room.")


class NotYourTurn(Refusal):
    """So many start at once that this start has to wait; `ahead` turns come before it."""

    def __init__(self, turn: datetime, *, ahead: int) -> None:
        super().__init__()
        self.turn, self.ahead = turn, ahead

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("Many people are starting now. Your place is kept.")


class NoFormLeft(Refusal):
    """Every form of the part was already drawn by this person, or none is assembled."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("No unused paper is left for you. Please tell your training officer.")


class NoPlace(Refusal):
    """The exam is sat in sittings, and the person has a place in none of them."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("This test is sat in sittings, and you have no place in one. Ask the officer for exams.")


class SittingHasNotBegun(Refusal):
    """The person's sitting is still to come."""

    def __init__(self, begins_at: datetime) -> None:
        super().__init__()
        self.begins_at = begins_at

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("Your sitting begins at %(when)s. Wait until then and open this page again.") % {
            "when": moment(self.begins_at)
        }


class NotAdmitted(Refusal):
    """The invigilator has not admitted the person yet."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _(
            "The invigilator has not admitted you yet. Show your identity card, then open this page again."
        )


class CameTooLate(Refusal):
    """The last moment to start in the sitting is over."""

    def __init__(self, late_until: datetime) -> None:
        super().__init__()
        self.late_until = late_until

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _(
            "Your sitting took in candidates until %(when)s. Ask the officer for exams about another sitting."
        ) % {"when": moment(self.late_until)}


class SittingIsOver(Refusal):
    """The person's sitting is closed."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("Your sitting is over.")


class SittingIsCancelled(Refusal):
    """The person's sitting does not take place."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("Your sitting was cancelled. You will be told when you have a place in another one.")


class SatInThisSitting(Refusal):
    """The person has had their attempt at this part in this sitting."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("You have handed in this paper in your sitting.")


class TooManyTries(Refusal):
    """Too many wrong codes in a short time."""

    @property
    def message(self) -> str:
        """One or two sentences for the person."""
        return _("There were too many wrong access codes. Try again in ten minutes, or tell the invigilator.")

"""What may be refused on this side, as nouns of the domain. Each one's text is a sentence for the person who acted."""

from django.utils.translation import gettext_lazy as _


class RollUpRefused(Exception):
    """Nothing can be counted as of that day; the text says why."""


class ProposalRefused(Exception):
    """An act on a proposal that cannot be done; `sentence` says why and what to do."""

    sentence = _("This cannot be done with the proposal as it stands.")

    def __str__(self) -> str:
        return str(self.sentence)


class ProposalHasMoved(ProposalRefused):
    """Somebody was faster, or the page was old."""

    sentence = _("The proposal has moved on in the meantime. Look at its steps and try again.")


class HearingIsOpen(ProposalRefused):
    """A negative proposal goes up only after the person's say, or the end of the window."""

    sentence = _("The person may still have their say. Wait for it, or for the last day of the window.")


class HearingIsOver(ProposalRefused):
    """The window has ended, or the say was given."""

    sentence = _("The time for your say is over, or you have given it already.")


class NotYourSay(ProposalRefused):
    """Only the person concerned speaks; for an agency, its HR manager."""

    sentence = _("Only the person concerned can have a say here.")


class SubjectMayNotAct(ProposalRefused):
    """Nobody submits or decides a proposal about themselves."""

    sentence = _("The proposal concerns you, so another person has to do this.")


class SubmitterMayNotDecide(ProposalRefused):
    """Four eyes."""

    sentence = _("You submitted this proposal, so another person has to decide it.")


class ReasonIsMissing(ProposalRefused):
    """A decision or a withdrawal says why."""

    sentence = _("Write the reason: it is kept with the proposal.")


class WordsAreMissing(ProposalRefused):
    """An empty say."""

    sentence = _("Write your say before you send it.")

"""What can be wrong with a certificate, as nouns of the domain. Each says it in words for the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CertificateRefused(Exception):
    """The base: `sentence` is for the person who asked."""

    sentence: str | Promise = ""

    def __str__(self) -> str:
        return str(self.sentence)


class NotEarned(CertificateRefused):
    """Nothing that leads to a certificate: not passed, not completed, simulated, or the exam gives none."""

    sentence = _("The conditions for this certificate are not met.")


class ApprovalIsMissing(CertificateRefused):
    """The exam asks for a batch approval first."""

    sentence = _("This exam's certificates are issued after approval.")


class NoSignatory(CertificateRefused):
    """Neither the agency nor any above it says who signs today."""

    sentence = _("Nobody signs certificates for this agency today. Add a signatory first.")


class OwnCertificate(CertificateRefused):
    """Nobody acts on a certificate of their own."""

    sentence = _("This certificate is your own. Another person must do this.")


class CertificateWasRevoked(CertificateRefused):
    """A revoked certificate does not come back by itself; a person may issue it again."""

    sentence = _("The certificate was revoked. Issue it again from its own page if it is right after all.")


class CertificateIsNotValid(CertificateRefused):
    """Only a valid certificate can be revoked or replaced."""

    sentence = _("The certificate is no longer valid, so nothing was changed.")


class ReasonIsMissing(CertificateRefused):
    """Revoking and replacing need a reason."""

    sentence = _("Write the reason.")


class CertificateWasAltered(CertificateRefused):
    """The stored facts are not those that were issued."""

    sentence = _("The stored facts of this certificate do not match what was issued.")

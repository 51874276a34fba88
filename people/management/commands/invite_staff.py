"""Invite the people of an agency to set their first password."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from people.mail import has_mail
from people.management.migrated import MigratedCommand
from people.models import Agency, StaffProfile
from people.services.invitations import invite_staff, uninvited


class Command(MigratedCommand):
    """`manage.py invite_staff --agency CODE`."""

    help = _("Invite everybody of an agency and below who has no password yet.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The agency."""
        parser.add_argument("--agency", required=True, help=_("identification code of the agency"))
        parser.add_argument("--dry-run", action="store_true", help=_("only tell how many"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Leaves the letters to the worker."""
        agency = Agency.objects.filter(code__iexact=options["agency"]).first()
        if agency is None:
            raise CommandError(_("No agency has the code “%s”.") % options["agency"])
        staff = StaffProfile.objects.within(Agency.objects.under(agency))
        now = timezone.now()
        if options["dry_run"]:
            self.stdout.write(_("%d people wait for an invitation.") % uninvited(staff, now=now).count())
            return
        if not has_mail():
            raise CommandError(_("There is no mail server. Make links on the page “Invitations” instead."))
        count = len(invite_staff(staff, now=now, by=None))
        self.stdout.write(_("%d invitations are being sent.") % count)

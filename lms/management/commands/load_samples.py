"""Fill an empty database with the sample province, and say who may sign in."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from people.management.migrated import MigratedCommand
from samples.accounts import read_story
from samples.load import NotEmpty, load, sign_ins


class Command(MigratedCommand):
    """Known passwords come with it, so an installation must say that it is a demonstration."""

    help = _(
        "Loads the sample province into an empty database (only where DEMO is true, or with --yes-demo)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes-demo", action="store_true", help=_("known passwords are wanted here"))
        parser.add_argument("--share", type=float, default=1.0, help=_("share of the people who take part"))

    def handle(self, *, yes_demo: bool, share: float, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG or yes_demo):
            raise CommandError(
                _("The samples open accounts with a known password. Set DEMO=true, or add --yes-demo.")
            )
        try:
            load(now=timezone.now(), say=self.stdout.write, share=share)
        except NotEmpty:
            self.stdout.write(_("There are agencies already, so nothing was loaded."))
            return
        story = read_story()
        self.stdout.write(_("Sign in with the password %(password)s:") % {"password": story["password"]})
        for line in sign_ins(story):
            self.stdout.write(f"  {line}")

"""Commands that want all tables as the code knows them."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _


class MigratedCommand(BaseCommand):
    """Says in one sentence what to do where the database was not prepared, instead of failing at its first query."""

    requires_migrations_checks = True

    def check_migrations(self) -> None:
        """Raises CommandError while a migration is missing."""
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError(
                _("The database is not prepared for this version. Run `manage.py migrate` first.")
            )

"""Sort keys are compared byte by byte, whatever the database's own language says.

PostgreSQL compares text by its locale, which would undo the Vietnamese order that the keys hold; SQLite compares bytes.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def compare_by_bytes(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute('ALTER TABLE people_staffprofile ALTER COLUMN sort_key TYPE varchar(600) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("people", "0002_import_tries")]

    operations = [migrations.RunPython(compare_by_bytes, migrations.RunPython.noop)]

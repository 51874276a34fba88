from django.db import migrations, models


def wait_as_before(apps, schema_editor):
    """After each attempt people waited equally long, and still do."""
    apps.get_model("assessments", "Exam").objects.update(wait_hours_later=models.F("wait_hours"))


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_sittings_and_allowances")]

    operations = [
        migrations.AddField(
            model_name="exam",
            name="access_code",
            field=models.CharField(blank=True, max_length=20, verbose_name="access code"),
        ),
        migrations.AddField(
            model_name="exam",
            name="wait_hours_later",
            field=models.PositiveSmallIntegerField(
                default=72, verbose_name="hours to wait after later attempts"
            ),
        ),
        migrations.AlterField(
            model_name="exam",
            name="wait_hours",
            field=models.PositiveSmallIntegerField(
                default=72, verbose_name="hours to wait after the first attempt"
            ),
        ),
        migrations.RunPython(wait_as_before, migrations.RunPython.noop),
    ]

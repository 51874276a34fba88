from datetime import date

from django.db import migrations, models

# The usual words of the ten-point scale; an installation changes them as rows.
BANDS = [(90, "Xuất sắc"), (80, "Giỏi"), (70, "Khá"), (50, "Đạt")]


def write_usual_bands(apps, schema_editor):
    RatingBand = apps.get_model("certificates", "RatingBand")
    for minimum, word in BANDS:
        RatingBand.objects.create(minimum=minimum, word=word, valid_from=date(2025, 1, 1))


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RatingBand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minimum', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='from score (0 to 100)')),
                ('word', models.CharField(max_length=40, verbose_name='rating')),
                ('valid_from', models.DateField(verbose_name='valid from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid until')),
            ],
            options={
                'verbose_name': 'certificate rating',
                'verbose_name_plural': 'certificate ratings',
                'ordering': ['-minimum'],
                'constraints': [models.UniqueConstraint(models.F('minimum'), models.F('valid_from'), name='one_rating_per_minimum_and_day'), models.CheckConstraint(condition=models.Q(('minimum__gte', 0), ('minimum__lte', 100)), name='rating_minimum_is_from_0_to_100')],
            },
        ),
        migrations.RunPython(write_usual_bands, migrations.RunPython.noop),
    ]

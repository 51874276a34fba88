import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0006_devices_of_a_candidate'),
    ]

    operations = [
        migrations.AddField(
            model_name='exam',
            name='kept_months',
            field=models.PositiveSmallIntegerField(blank=True, help_text='For exams of several parts. Blank: a part counts within its year only.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='months for which a passed part is kept'),
        ),
        migrations.AddField(
            model_name='exam',
            name='results_published_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='results published at'),
        ),
        migrations.AddField(
            model_name='exam',
            name='results_settled_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='exam',
            name='withhold_results',
            field=models.BooleanField(default=False, verbose_name='results wait for the exam council'),
        ),
        migrations.AlterField(
            model_name='exam',
            name='counts',
            field=models.CharField(choices=[('highest', 'the highest'), ('last', 'the last'), ('first', 'the first'), ('mean', 'the mean of all')], default='highest', max_length=10, verbose_name='which attempt counts'),
        ),
    ]

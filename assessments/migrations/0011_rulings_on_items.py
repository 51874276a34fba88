import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0010_settlements_of_results'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='score',
            name='rulings',
            field=models.JSONField(default=list, verbose_name='rulings applied'),
        ),
        migrations.CreateModel(
            name='ItemReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('text', models.TextField(max_length=1000, verbose_name='what is wrong')),
                ('reported_at', models.DateTimeField(verbose_name='reported at')),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='item_reports', to='assessments.attempt')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='assessments.itemversion')),
            ],
            options={
                'verbose_name': 'report of an item',
                'verbose_name_plural': 'reports of items',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(models.F('attempt'), models.F('position'), name='one_report_per_attempt_and_item')],
            },
        ),
        migrations.CreateModel(
            name='ItemRuling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('neutralised', 'full marks for everybody'), ('corrected', 'scored by the corrected key')], max_length=12, verbose_name='ruling')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('changes', models.JSONField(default=list, verbose_name='scores before and after')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='carried out at')),
                ('exam', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='assessments.exam')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replacement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.itemversion')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rulings', to='assessments.itemversion')),
            ],
            options={
                'verbose_name': 'ruling on an item',
                'verbose_name_plural': 'rulings on items',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'neutralised'), ('replacement__isnull', True)), models.Q(('kind', 'corrected'), ('replacement__isnull', False)), _connector='OR'), name='corrected_item_has_its_key')],
            },
        ),
    ]

"""Which rates a scalp electrode measured; the weights are part of an analysis' identity; the score by team."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.foundation.history import track


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_offers_and_pseudonyms'),
        ('pregnancies', '0002_history_and_subjects'),
        ('recordings', '0009_plans_to_record'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ScoreTeam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_on', models.BooleanField()),
                ('set_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='analysis',
            name='analysis_once',
        ),
        migrations.AddField(
            model_name='analysis',
            name='weights_sha256',
            field=models.CharField(blank=True, default='', help_text='Digest of the weights, in hex; empty: not kept then.', max_length=64),
        ),
        migrations.AddField(
            model_name='recording',
            name='scalp_rates',
            field=models.PositiveSmallIntegerField(default=0, help_text='Bits of the fetal rates that a scalp electrode measured; never of one made at home.'),
        ),
        migrations.AddConstraint(
            model_name='analysis',
            constraint=models.UniqueConstraint(fields=('recording', 'method_version', 'weights_sha256', 'input_sha256'), name='analysis_once'),
        ),
        migrations.AddConstraint(
            model_name='recording',
            constraint=models.CheckConstraint(condition=models.Q(('scalp_rates', 0), models.Q(('scalp_rates__lte', 3), models.Q(('uploaded_by', models.F('subject')), _negated=True)), _connector='OR'), name='recording_scalp_electrode_of_a_clinic'),
        ),
        migrations.AddField(
            model_name='scoreteam',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='scoreteam',
            name='team',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.careteam'),
        ),
        track("recordings_scoreteam"),
    ]

import apps.foundation.ids
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('pregnancies', '0002_history_and_subjects'),
    ]

    operations = [
        migrations.CreateModel(
            name='Analysis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=apps.foundation.ids.uuid7, editable=False, unique=True)),
                ('method_version', models.CharField(max_length=40)),
                ('input_sha256', models.BinaryField(max_length=32)),
                ('gestation_weeks', models.FloatField(help_text='As it was known then; NULL: unknown.', null=True)),
                ('result', models.JSONField(help_text='One entry for each fetus; see docs/reference.')),
                ('baseline', models.BinaryField(help_text='Every 5 s, all fetuses one after another; see codec.pack_line.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supersedes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recordings.analysis')),
            ],
        ),
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=apps.foundation.ids.uuid7, editable=False, unique=True)),
                ('client_id', models.UUIDField()),
                ('device_maker', models.CharField(blank=True, max_length=80)),
                ('device_model', models.CharField(blank=True, max_length=80)),
                ('device_serial', models.CharField(blank=True, max_length=80)),
                ('started_at', models.DateTimeField()),
                ('utc_offset_minutes', models.SmallIntegerField()),
                ('zone_name', models.CharField(blank=True, max_length=64)),
                ('recorded_at', models.DateTimeField(help_text='When the server heard of it.')),
                ('state', models.CharField(choices=[('receiving', 'Samples are arriving'), ('complete', 'Complete, waiting for the analysis'), ('analysing', 'The analysis is running'), ('analysed', 'Analysed'), ('failed', 'The analysis failed')], default='receiving', max_length=12)),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('completed_at', models.DateTimeField(null=True)),
                ('analysis_due_at', models.DateTimeField(help_text='Since when an analysis is due; NULL: none is.', null=True)),
                ('claimed_at', models.DateTimeField(help_text='When a worker took up the analysis.', null=True)),
                ('claimed_by', models.CharField(blank=True, help_text='Id of the task that took it up.', max_length=64)),
                ('attempts', models.PositiveSmallIntegerField(default=0, help_text='How often an analysis of these samples began.')),
                ('failure', models.CharField(blank=True, help_text='Code of why the analysis failed.', max_length=40)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('intake', models.CharField(blank=True, choices=[('file', 'One file'), ('chunks', 'Numbered chunks')], max_length=8)),
                ('source_format', models.CharField(blank=True, max_length=16)),
                ('source_sha256', models.BinaryField(help_text='Digest of the uploaded file.', max_length=32, null=True)),
                ('source_hz', models.FloatField(help_text='Sampling rate before the grid of 4 Hz; unknown is NULL.', null=True)),
                ('rate_resolution_bpm', models.FloatField(help_text='Step of the rates; finer or unknown is NULL.', null=True)),
                ('channels', models.PositiveSmallIntegerField(default=0, help_text='Bits of `codec.Channel` with stored values.')),
                ('sample_count', models.PositiveIntegerField(default=0, help_text='Length on the grid, holes included.')),
                ('stored_count', models.PositiveIntegerField(default=0, help_text='Samples that arrived.')),
                ('need_order', models.PositiveSmallIntegerField(help_text='Place of its level, 0 worst; see triage.', null=True)),
                ('current_analysis', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recordings.analysis')),
                ('fetus', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recordings', to='pregnancies.fetus')),
                ('pregnancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recordings', to='pregnancies.pregnancy')),
                ('second_fetus', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='pregnancies.fetus')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', '-started_at'], name='recording_of_mother'), models.Index(fields=['pregnancy', '-id'], name='recording_of_pregnancy'), models.Index(condition=models.Q(('state__in', ['analysed', 'failed'])), fields=['subject', 'need_order', 'completed_at'], name='recording_to_read'), models.Index(condition=models.Q(('state__in', ['complete', 'analysing'])), fields=['analysis_due_at'], name='recording_waiting')],
                'constraints': [models.UniqueConstraint(fields=('subject', 'client_id'), name='recording_client_id_once'), models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='recording_progress_to_100'), models.CheckConstraint(condition=models.Q(('sample_count__lte', 345600), ('stored_count__lte', models.F('sample_count'))), name='recording_24_hours_at_most'), models.CheckConstraint(condition=models.Q(('utc_offset_minutes__gte', -1440), ('utc_offset_minutes__lte', 1440)), name='recording_offset_below_a_day'), models.CheckConstraint(condition=models.Q(('state', 'receiving'), ('completed_at__isnull', False), _connector='OR'), name='recording_completed_has_time')],
            },
        ),
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_s', models.FloatField()),
                ('end_s', models.FloatField()),
                ('cause', models.CharField(choices=[('sensor', 'The sensor had no contact'), ('phone', 'The phone was asleep'), ('network', 'There was no network'), ('server', 'The server did not answer'), ('unknown', 'Unknown')], default='unknown', max_length=8)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recording', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gaps', to='recordings.recording')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('recording', 'start_s'), name='gap_starts_once'), models.CheckConstraint(condition=models.Q(('start_s__gte', 0), ('end_s__gt', models.F('start_s')), ('end_s__lte', 86400.0)), name='gap_within_24_hours')],
            },
        ),
        migrations.CreateModel(
            name='Chunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('crc32', models.BigIntegerField()),
                ('sample_start', models.PositiveIntegerField()),
                ('sample_count', models.PositiveIntegerField()),
                ('channels', models.PositiveSmallIntegerField()),
                ('received_at', models.DateTimeField()),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recording', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='recordings.recording')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('recording', 'number'), name='chunk_number_once'), models.CheckConstraint(condition=models.Q(('sample_count__gte', 1), ('sample_start__lte', django.db.models.expressions.CombinedExpression(models.Value(345600), '-', models.F('sample_count')))), name='chunk_within_24_hours')],
            },
        ),
        migrations.AddField(
            model_name='analysis',
            name='recording',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='analyses', to='recordings.recording'),
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=apps.foundation.ids.uuid7, editable=False, unique=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('signed', 'Signed')], default='draft', max_length=8)),
                ('version', models.PositiveSmallIntegerField(help_text='1 is the first signature; a draft has none.', null=True)),
                ('baseline_bpm', models.FloatField(null=True)),
                ('variability', models.CharField(choices=[('absent', 'Absent'), ('reduced', 'Reduced, 5 bpm or less'), ('normal', '6 to 25 bpm'), ('increased', 'Increased, above 25 bpm'), ('unknown', 'Cannot be told')], default='unknown', max_length=12)),
                ('assessment', models.TextField(blank=True, max_length=8000)),
                ('advice_to_mother', models.TextField(blank=True, max_length=4000)),
                ('is_released', models.BooleanField(default=False, help_text='The mother may read the advice.')),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(null=True)),
                ('amends', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recordings.review')),
                ('analysis', models.ForeignKey(help_text='NULL: there was none, only the trace.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='recordings.analysis')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recording', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='recordings.recording')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('recording', 'version'), name='review_version_once'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('recording', 'author'), name='review_one_draft_each'), models.CheckConstraint(condition=models.Q(models.Q(('signed_at', None), ('state', 'draft'), ('version', None)), models.Q(('signed_at__isnull', False), ('state', 'signed'), ('version__gte', 1)), _connector='OR'), name='review_signed_has_version_and_time'), models.CheckConstraint(condition=models.Q(('baseline_bpm', None), models.Q(('baseline_bpm__gte', 30), ('baseline_bpm__lte', 300)), _connector='OR'), name='review_baseline_30_to_300')],
            },
        ),
        migrations.CreateModel(
            name='SampleBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minute', models.PositiveSmallIntegerField()),
                ('channel_set', models.PositiveSmallIntegerField(choices=[(1, 'Cardiotocogram')], default=1)),
                ('sample_count', models.PositiveSmallIntegerField()),
                ('blob', models.BinaryField()),
                ('recording', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='recordings.recording')),
                ('subject', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('recording', 'channel_set', 'minute'), name='block_once'), models.CheckConstraint(condition=models.Q(('minute__lt', 1440), ('sample_count__gte', 1), ('sample_count__lte', 240)), name='block_is_a_minute')],
            },
        ),
        migrations.AddConstraint(
            model_name='analysis',
            constraint=models.UniqueConstraint(fields=('recording', 'method_version', 'input_sha256'), name='analysis_once'),
        ),
    ]

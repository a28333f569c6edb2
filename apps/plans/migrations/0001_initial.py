"""Plans: versions, jobs, contents, marks, swapped dishes, settings."""

import apps.foundation.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pregnancies', '0002_history_and_subjects'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=apps.foundation.ids.uuid7, editable=False, unique=True)),
                ('week_start', models.DateField()),
                ('version', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('making', 'Being made'), ('needs_facts', 'Something has to be known first'), ('draft', 'Waits for the care team'), ('approved', 'Approved'), ('sent', 'Sent to her'), ('superseded', 'Replaced by a newer version'), ('withdrawn', 'Withdrawn'), ('failed', 'Could not be made')], default='making', max_length=11)),
                ('reason', models.CharField(choices=[('weekly', 'The week begins'), ('asked', 'It was asked for'), ('swap', 'A dish was swapped'), ('facts', 'What it rests on has changed')], max_length=7)),
                ('because', models.JSONField(default=list)),
                ('missing', models.JSONField(default=list)),
                ('failure', models.CharField(blank=True, help_text='Code of why it could not be made.', max_length=40)),
                ('needs_approval', models.BooleanField(default=False, help_text='As it was set when it was made.')),
                ('requested_at', models.DateTimeField()),
                ('made_at', models.DateTimeField(null=True)),
                ('note', models.TextField(blank=True, help_text='From her care team to her.', max_length=2000)),
                ('approved_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(help_text='When it was replaced or withdrawn.', null=True)),
                ('withdrawn_because', models.CharField(blank=True, max_length=300)),
                ('stale_at', models.DateTimeField(null=True)),
                ('stale_because', models.JSONField(default=list)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pregnancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='pregnancies.pregnancy')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PlanContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=apps.foundation.ids.uuid7, editable=False, unique=True)),
                ('inputs', models.JSONField()),
                ('result', models.JSONField()),
                ('words', models.JSONField(default=dict)),
                ('versions', models.JSONField()),
                ('difference', models.JSONField(default=dict)),
                ('recorded_at', models.DateTimeField()),
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='content', to='plans.plan')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlanJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=apps.foundation.ids.uuid7, editable=False, unique=True)),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('claimed_by', models.CharField(blank=True, max_length=64)),
                ('due_at', models.DateTimeField(help_text='When somebody has to look after it.')),
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='job', to='plans.plan')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PlanLock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=apps.foundation.ids.uuid7, editable=False, unique=True)),
                ('week_start', models.DateField()),
                ('day', models.PositiveSmallIntegerField()),
                ('slot', models.CharField(choices=[('breakfast', 'breakfast'), ('lunch', 'lunch'), ('dinner', 'dinner'), ('snack', 'snack')], max_length=9)),
                ('food_code', models.CharField(max_length=40)),
                ('grams', models.FloatField(null=True)),
                ('instead_of', models.CharField(blank=True, help_text='Code of the dish that stood there.', max_length=40)),
                ('recorded_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(null=True)),
                ('pregnancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_locks', to='pregnancies.pregnancy')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PlanMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=apps.foundation.ids.uuid7, editable=False, unique=True)),
                ('day', models.DateField()),
                ('kind', models.CharField(choices=[('meal', 'A dish'), ('activity', 'Activity'), ('supplement', 'A supplement')], max_length=10)),
                ('when', models.CharField(blank=True, max_length=20)),
                ('item', models.CharField(max_length=60)),
                ('mark', models.CharField(choices=[('done', 'Done'), ('skipped', 'Skipped'), ('swapped', 'Something else instead')], max_length=7)),
                ('recorded_at', models.DateTimeField()),
                ('pregnancy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plan_marks', to='pregnancies.pregnancy')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PlanSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=apps.foundation.ids.uuid7, editable=False, unique=True)),
                ('cuisine', models.CharField(choices=[('western', 'western'), ('chinese', 'chinese'), ('korean', 'korean'), ('south_east_asian', 'south_east_asian'), ('mixed', 'mixed')], default='mixed', max_length=16)),
                ('diet', models.CharField(blank=True, choices=[('vegetarian', 'vegetarian'), ('halal', 'halal')], max_length=10)),
                ('dislikes', models.JSONField(default=list, help_text='Codes or families of dishes.')),
                ('usual', models.JSONField(default=list, help_text='Codes or families of dishes that she usually eats.')),
                ('is_thrifty', models.BooleanField(default=False)),
                ('wants_leftovers', models.BooleanField(default=False)),
                ('cleared', models.JSONField(default=list, help_text='What would keep her from exercise, and a clinician has cleared (ids of the rules).')),
                ('needs_approval', models.BooleanField(null=True)),
                ('is_wanted', models.BooleanField(default=True, help_text='False: she wants no plans by themselves.')),
                ('weekday', models.PositiveSmallIntegerField(default=6)),
                ('hour', models.PositiveSmallIntegerField(default=18)),
                ('week_starts_on', models.PositiveSmallIntegerField(default=0)),
                ('next_due_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(fields=['pregnancy', '-week_start', '-version'], name='plan_of_pregnancy'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(fields=('pregnancy', 'week_start', 'version'), name='plan_version_once'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'making')), fields=('pregnancy', 'week_start'), name='plan_one_in_making'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'sent')), fields=('pregnancy', 'week_start'), name='plan_one_sent'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['making', 'needs_facts', 'draft', 'approved', 'sent', 'superseded', 'withdrawn', 'failed'])), name='plan_state_known'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), models.Q(('approved_at__isnull', False), ('made_at__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='plan_sent_was_approved'),
        ),
        migrations.AddIndex(
            model_name='planjob',
            index=models.Index(fields=['due_at'], name='plan_job_due'),
        ),
        migrations.AddConstraint(
            model_name='planjob',
            constraint=models.CheckConstraint(condition=models.Q(('progress__lte', 100)), name='plan_job_progress_to_100'),
        ),
        migrations.AddConstraint(
            model_name='planlock',
            constraint=models.CheckConstraint(condition=models.Q(('day__lte', 6)), name='plan_lock_day_of_week'),
        ),
        migrations.AddConstraint(
            model_name='planlock',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('pregnancy', 'week_start', 'day', 'slot', 'food_code'), name='plan_lock_once'),
        ),
        migrations.AddConstraint(
            model_name='planmark',
            constraint=models.UniqueConstraint(fields=('pregnancy', 'day', 'kind', 'when', 'item'), name='plan_mark_once'),
        ),
        migrations.AddConstraint(
            model_name='planmark',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['meal', 'activity', 'supplement'])), name='plan_mark_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='planmark',
            constraint=models.CheckConstraint(condition=models.Q(('mark__in', ['done', 'skipped', 'swapped'])), name='plan_mark_known'),
        ),
        migrations.AddIndex(
            model_name='plansettings',
            index=models.Index(condition=models.Q(('next_due_at__isnull', False)), fields=['next_due_at'], name='plan_settings_due'),
        ),
        migrations.AddConstraint(
            model_name='plansettings',
            constraint=models.UniqueConstraint(fields=('subject',), name='plan_settings_once'),
        ),
        migrations.AddConstraint(
            model_name='plansettings',
            constraint=models.CheckConstraint(condition=models.Q(('hour__lte', 23), ('week_starts_on__lte', 6), ('weekday__lte', 6)), name='plan_settings_time_known'),
        ),
    ]

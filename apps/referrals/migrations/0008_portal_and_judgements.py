"""Roles of partners' people, their invitations, and what people decide about items."""

import apps.foundation.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.foundation.history import append_only, track


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0003_ledger_that_balances'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_sha', models.BinaryField(max_length=16)),
                ('found', models.CharField(help_text='The verdict of the rules at that time.', max_length=7)),
                ('is_allowed', models.BooleanField()),
                ('reason', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='MemberInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=apps.foundation.ids.uuid7, editable=False, unique=True)),
                ('email', models.EmailField(help_text='Lower case.', max_length=254)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('editor', 'Editor'), ('viewer', 'Viewer')], max_length=6)),
                ('invited_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='catalogue',
            name='fetch_failure',
            field=models.CharField(blank=True, help_text='Why the last fetch failed; a code.', max_length=40),
        ),
        migrations.AddField(
            model_name='catalogue',
            name='fetched_at',
            field=models.DateTimeField(help_text='When a fetch last ended, however it ended.', null=True),
        ),
        migrations.AddField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('owner', 'Owner'), ('editor', 'Editor'), ('viewer', 'Viewer')], default='viewer', max_length=6),
        ),
        migrations.AddField(
            model_name='product',
            name='is_allowed',
            field=models.BooleanField(help_text='What that person decided.', null=True),
        ),
        migrations.AddField(
            model_name='product',
            name='judged_sha',
            field=models.BinaryField(help_text='`content_sha` as a person saw it.', max_length=16, null=True),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(fields=['partner', 'state', 'verdict'], name='product_health'),
        ),
        migrations.AddField(
            model_name='judgement',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='judgement',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='referrals.product'),
        ),
        migrations.AddField(
            model_name='memberinvitation',
            name='invited_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='memberinvitation',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='referrals.partner'),
        ),
        migrations.AddConstraint(
            model_name='memberinvitation',
            constraint=models.UniqueConstraint(fields=('partner', 'email'), name='member_invitation_once'),
        ),
        append_only('referrals_judgement'),
        track('referrals_membership'),
    ]

"""Offsets that exist, and how far a recording reached beyond its arrival."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recordings", "0002_fixed_rows")]

    operations = [
        migrations.RemoveConstraint("recording", "recording_offset_below_a_day"),
        migrations.AddConstraint(
            "recording",
            models.CheckConstraint(
                condition=models.Q(utc_offset_minutes__range=(-720, 840)), name="recording_offset_exists"
            ),
        ),
        migrations.AddField(
            "recording",
            "ahead_s",
            models.FloatField(
                default=0,
                help_text="How far the samples reached beyond the moment of their arrival; 0: not at all.",
            ),
        ),
    ]

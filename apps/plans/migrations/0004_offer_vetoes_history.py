"""Keeps before and after of vetoes, and holds each to its mother."""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import track

NAME = "plans_offerveto_pregnancy_id_same_subject"


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_offer_vetoes")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE plans_offerveto ADD CONSTRAINT {NAME} FOREIGN KEY (pregnancy_id, subject_id) "
            "REFERENCES pregnancies_pregnancy (id, subject_id) DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE plans_offerveto DROP CONSTRAINT {NAME}",
        ),
        track("plans_offerveto"),
    ]

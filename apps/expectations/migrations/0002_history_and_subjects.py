"""Lets the journal of a page stay as it was written, and holds each row to one mother."""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import append_only


def same_subject(column: str, parent: str) -> migrations.RunSQL:
    """Refuse a row whose mother is another than that of what it points to."""
    name = f"expectation_{column}_same_subject"
    return migrations.RunSQL(
        f"ALTER TABLE expectations_expectation ADD CONSTRAINT {name} FOREIGN KEY ({column}, subject_id) "
        f"REFERENCES {parent} (id, subject_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE expectations_expectation DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        ("alerts", "0002_history_and_subjects"),
        ("pregnancies", "0002_history_and_subjects"),
        ("expectations", "0001_initial"),
    ]

    operations = [
        same_subject("pregnancy_id", "pregnancies_pregnancy"),
        same_subject("alert_id", "alerts_alert"),
        append_only("expectations_pageentry"),
    ]

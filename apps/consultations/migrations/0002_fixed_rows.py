"""What is said stays said, and every row belongs to the mother of its thread."""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import append_only


def refers(table: str, columns: str, parent: str, parent_columns: str, name: str) -> migrations.RunSQL:
    """Hold a row to what it refers to, by several columns at once."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {parent} ({parent_columns}) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        ("pregnancies", "0002_history_and_subjects"),
        ("consultations", "0001_threads"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE consultations_thread ADD CONSTRAINT thread_with_subject UNIQUE (id, subject_id)",
            "ALTER TABLE consultations_thread DROP CONSTRAINT thread_with_subject",
        ),
        refers(
            "consultations_thread",
            "pregnancy_id, subject_id",
            "pregnancies_pregnancy",
            "id, subject_id",
            "thread_same_subject",
        ),
        refers(
            "consultations_message",
            "thread_id, subject_id",
            "consultations_thread",
            "id, subject_id",
            "message_same_subject",
        ),
        refers(
            "consultations_message",
            "thread_id, relates_to",
            "consultations_message",
            "thread_id, sequence",
            "message_relates_within_thread",
        ),
        refers(
            "consultations_receipt",
            "thread_id, subject_id",
            "consultations_thread",
            "id, subject_id",
            "receipt_same_subject",
        ),
        append_only("consultations_message"),
    ]

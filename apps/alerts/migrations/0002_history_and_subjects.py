"""Keeps before and after of every row, lets what was said stay said, and holds each row to one mother."""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import append_only, track

TRACKED = (
    "alert", "snooze", "motherlimit", "teamlimit", "shiftpattern", "shiftchange", "shift", "missingfacts",
)
KEPT = ("alertevidence", "alertentry", "suppressedfinding")
# (table, its column, the table that the column points to)
PARENTS = (
    ("alert", "pregnancy_id", "pregnancies_pregnancy"),
    ("missingfacts", "pregnancy_id", "pregnancies_pregnancy"),
    ("suppressedfinding", "pregnancy_id", "pregnancies_pregnancy"),
    ("suppressedfinding", "snooze_id", "alerts_snooze"),
    ("alertevidence", "alert_id", "alerts_alert"),
    ("alertentry", "alert_id", "alerts_alert"),
    ("snooze", "alert_id", "alerts_alert"),
)


def one_owner(table: str) -> migrations.RunSQL:
    """Let other tables refer to a row together with its mother."""
    return migrations.RunSQL(
        f"ALTER TABLE alerts_{table} ADD CONSTRAINT {table}_with_subject UNIQUE (id, subject_id)",
        f"ALTER TABLE alerts_{table} DROP CONSTRAINT {table}_with_subject",
    )


def same_subject(table: str, column: str, parent: str) -> migrations.RunSQL:
    """Refuse a row whose mother is another than its parent's: no service and no hand can mix two mothers."""
    name = f"{table}_{column}_same_subject"
    return migrations.RunSQL(
        f"ALTER TABLE alerts_{table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, subject_id) "
        f"REFERENCES {parent} (id, subject_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE alerts_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        ("alerts", "0001_initial"),
        ("pregnancies", "0002_history_and_subjects"),
    ]

    operations = [
        *(one_owner(parent) for parent in ("alert", "snooze")),
        *(same_subject(*parent) for parent in PARENTS),
        *(track(f"alerts_{table}") for table in TRACKED),
        *(append_only(f"alerts_{table}") for table in KEPT),
    ]

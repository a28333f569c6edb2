"""Keeps before and after of what plans say of themselves, lets contents stand, and holds each row to its mother."""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import append_only, track

TRACKED = ("plan", "planlock", "planmark", "plansettings")
# (table, its column, the table that the column points to)
PARENTS = (
    ("plans_plan", "pregnancy_id", "pregnancies_pregnancy"),
    ("plans_planlock", "pregnancy_id", "pregnancies_pregnancy"),
    ("plans_planmark", "pregnancy_id", "pregnancies_pregnancy"),
    ("plans_planjob", "plan_id", "plans_plan"),
    ("plans_plancontent", "plan_id", "plans_plan"),
)


def same_subject(table: str, column: str, parent: str) -> migrations.RunSQL:
    """Refuse a row whose mother is another than its parent's: no service and no hand can mix two mothers."""
    name = f"{table}_{column}_same_subject"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, subject_id) "
        f"REFERENCES {parent} (id, subject_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        ("pregnancies", "0002_history_and_subjects"),
        ("plans", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE plans_plan ADD CONSTRAINT plan_with_subject UNIQUE (id, subject_id)",
            "ALTER TABLE plans_plan DROP CONSTRAINT plan_with_subject",
        ),
        *(same_subject(*parent) for parent in PARENTS),
        *(track(f"plans_{table}") for table in TRACKED),
        append_only("plans_plancontent"),
    ]

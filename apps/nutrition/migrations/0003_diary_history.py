"""Keeps before and after of what a diary says, and holds each row to the mother of what it hangs on."""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import track

TRACKED = ("meal", "mealitem", "supplementtaken", "nutritionprofile")
# (table, its column, the table that the column points to)
PARENTS = (
    ("nutrition_meal", "pregnancy_id", "pregnancies_pregnancy"),
    ("nutrition_mealitem", "meal_id", "nutrition_meal"),
    ("nutrition_mealphoto", "meal_id", "nutrition_meal"),
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
        ("nutrition", "0002_diary"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE nutrition_meal ADD CONSTRAINT meal_with_subject UNIQUE (id, subject_id)",
            "ALTER TABLE nutrition_meal DROP CONSTRAINT meal_with_subject",
        ),
        *(same_subject(*parent) for parent in PARENTS),
        *(track(f"nutrition_{table}") for table in TRACKED),
    ]

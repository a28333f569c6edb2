"""Keeps before and after of every row, and holds each row to the mother of its pregnancy."""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import track

TABLES = ("pregnancy", "fetus", "dating", "riskfactor", "allergy", "earlierpregnancy", "outcome", "fetusoutcome")
# (table, its column, the table that the column points to)
PARENTS = (
    ("fetus", "pregnancy_id", "pregnancy"), ("dating", "pregnancy_id", "pregnancy"),
    ("riskfactor", "pregnancy_id", "pregnancy"), ("outcome", "pregnancy_id", "pregnancy"),
    ("outcome", "fetus_id", "fetus"), ("fetusoutcome", "outcome_id", "outcome"), ("fetusoutcome", "fetus_id", "fetus"),
)


def one_owner(table: str) -> migrations.RunSQL:
    """Let other tables refer to a row together with its mother."""
    return migrations.RunSQL(
        f"ALTER TABLE pregnancies_{table} ADD CONSTRAINT {table}_with_subject UNIQUE (id, subject_id)",
        f"ALTER TABLE pregnancies_{table} DROP CONSTRAINT {table}_with_subject",
    )


def same_subject(table: str, column: str, parent: str) -> migrations.RunSQL:
    """Refuse a row whose mother is another than its parent's: no service and no hand can mix two mothers."""
    name = f"{table}_{column}_same_subject"
    return migrations.RunSQL(
        f"ALTER TABLE pregnancies_{table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, subject_id) "
        f"REFERENCES pregnancies_{parent} (id, subject_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE pregnancies_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial"), ("pregnancies", "0001_initial")]

    operations = [
        *(one_owner(parent) for parent in ("pregnancy", "fetus", "outcome")),
        *(same_subject(*parent) for parent in PARENTS),
        *(track(f"pregnancies_{table}") for table in TABLES),
    ]

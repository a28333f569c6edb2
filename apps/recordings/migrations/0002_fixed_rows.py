"""What may not change is held by the database: analyses, signed reviews, and whose mother a row belongs to."""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import append_only, track

# (table, its column, the table that the column points to)
PARENTS = (
    ("recording", "pregnancy_id", "pregnancies_pregnancy"), ("recording", "fetus_id", "pregnancies_fetus"),
    ("recording", "second_fetus_id", "pregnancies_fetus"), ("analysis", "recording_id", "recordings_recording"),
    ("review", "recording_id", "recordings_recording"), ("chunk", "recording_id", "recordings_recording"),
    ("sampleblock", "recording_id", "recordings_recording"), ("gap", "recording_id", "recordings_recording"),
)
SIGNED_STAYS = """
CREATE FUNCTION recordings_signed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signed review may not be changed or removed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER recordings_review_signed_stays BEFORE UPDATE OR DELETE ON recordings_review
    FOR EACH ROW WHEN (OLD.state = 'signed') EXECUTE FUNCTION recordings_signed_stays();
"""
SIGNED_MAY_GO = """
DROP TRIGGER recordings_review_signed_stays ON recordings_review;
DROP FUNCTION recordings_signed_stays();
"""


def same_subject(table: str, column: str, parent: str) -> migrations.RunSQL:
    """Refuse a row whose mother is another than its parent's."""
    name = f"{table}_{column}_same_subject"
    return migrations.RunSQL(
        f"ALTER TABLE recordings_{table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, subject_id) "
        f"REFERENCES {parent} (id, subject_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE recordings_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"), ("pregnancies", "0002_history_and_subjects"), ("recordings", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE recordings_recording ADD CONSTRAINT recording_with_subject UNIQUE (id, subject_id)",
            "ALTER TABLE recordings_recording DROP CONSTRAINT recording_with_subject",
        ),
        *(same_subject(*parent) for parent in PARENTS),
        append_only("recordings_analysis"),
        migrations.RunSQL(SIGNED_STAYS, SIGNED_MAY_GO),
        track("recordings_review"),
    ]

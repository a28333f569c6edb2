"""Keeps before and after of what changes, and holds each reading to the mother of its pregnancy.

A reading of a device is its own record of how it came in (`recorded_at`, `recorded_by`): its history begins with the
first change. What a hand writes is kept from the beginning.
"""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import track

OBSERVATIONS = "observations_observation"
SAME_SUBJECT = migrations.RunSQL(
    f"ALTER TABLE {OBSERVATIONS} ADD CONSTRAINT {OBSERVATIONS}_pregnancy_id_same_subject "
    f"FOREIGN KEY (pregnancy_id, subject_id) REFERENCES pregnancies_pregnancy (id, subject_id)",
    f"ALTER TABLE {OBSERVATIONS} DROP CONSTRAINT {OBSERVATIONS}_pregnancy_id_same_subject",
)
TRACKED = migrations.RunSQL(
    f"CREATE TRIGGER {OBSERVATIONS}_track AFTER UPDATE OR DELETE ON {OBSERVATIONS} "
    f"FOR EACH ROW EXECUTE FUNCTION kaishi_track();"
    f"CREATE TRIGGER {OBSERVATIONS}_track_hand AFTER INSERT ON {OBSERVATIONS} "
    f"FOR EACH ROW WHEN (NEW.origin = 'hand') EXECUTE FUNCTION kaishi_track()",
    f"DROP TRIGGER {OBSERVATIONS}_track_hand ON {OBSERVATIONS};"
    f"DROP TRIGGER {OBSERVATIONS}_track ON {OBSERVATIONS}",
)


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        ("pregnancies", "0002_history_and_subjects"),
        ("observations", "0001_initial"),
    ]

    operations = [SAME_SUBJECT, TRACKED, track("observations_sourcepreference")]

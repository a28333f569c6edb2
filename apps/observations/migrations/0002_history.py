"""Keeps before and after of what changes, and holds each reading to the mother of its pregnancy.

A reading of a device is its own record of how it came in (`recorded_at`, `recorded_by`): its history begins with the
first change. What a hand writes is kept from the beginning.
"""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import track

OBSERVATIONS = "observations_observation"
SAME_SUBJECT = migrations.RunSQL(
    """
CREATE FUNCTION kaishi_observations_same_subject() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM (SELECT DISTINCT pregnancy_id, subject_id FROM written WHERE pregnancy_id IS NOT NULL) AS w
        WHERE NOT EXISTS (
            SELECT 1 FROM pregnancies_pregnancy AS p WHERE p.id = w.pregnancy_id AND p.subject_id = w.subject_id)
    ) THEN
        RAISE EXCEPTION 'observations_same_subject: a reading hangs on the pregnancy of another mother'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
"""
    + "".join(
        f"CREATE TRIGGER {OBSERVATIONS}_same_subject_{event.lower()} AFTER {event} ON {OBSERVATIONS} "
        f"REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION kaishi_observations_same_subject();"
        for event in ("INSERT", "UPDATE")
    ),
    "".join(
        f"DROP TRIGGER {OBSERVATIONS}_same_subject_{event.lower()} ON {OBSERVATIONS};" for event in ("INSERT", "UPDATE")
    )
    + "DROP FUNCTION kaishi_observations_same_subject();",
)
"""Once for a statement, however many readings it writes: a foreign key looks up every row. Pregnancies are never deleted
(`PROTECT`), and never change their mother.
"""
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

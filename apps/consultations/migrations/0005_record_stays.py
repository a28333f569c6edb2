"""What was signed stays signed, and every row of the record belongs to the mother of its consultation."""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import append_only, track

SIGNED_STAYS = """
CREATE FUNCTION consultations_signed_note_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signed note may not be changed or removed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consultations_note_signed_stays BEFORE UPDATE OR DELETE ON consultations_consultationnote
    FOR EACH ROW WHEN (OLD.state = 'signed') EXECUTE FUNCTION consultations_signed_note_stays();

CREATE FUNCTION consultations_prescription_of_signed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_note bigint;
BEGIN
    FOREACH of_note IN ARRAY CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.note_id] WHEN 'DELETE' THEN ARRAY[OLD.note_id]
                                        ELSE ARRAY[OLD.note_id, NEW.note_id] END LOOP
        IF EXISTS (SELECT FROM consultations_consultationnote WHERE id = of_note AND state = 'signed') THEN
            RAISE EXCEPTION 'prescriptions of a signed note may not be added, changed or removed'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER consultations_prescription_of_signed_stays
    BEFORE INSERT OR UPDATE OR DELETE ON consultations_prescription
    FOR EACH ROW EXECUTE FUNCTION consultations_prescription_of_signed_stays();
"""
SIGNED_MAY_GO = """
DROP TRIGGER consultations_prescription_of_signed_stays ON consultations_prescription;
DROP FUNCTION consultations_prescription_of_signed_stays();
DROP TRIGGER consultations_note_signed_stays ON consultations_consultationnote;
DROP FUNCTION consultations_signed_note_stays();
"""


def unique(table: str, columns: str, name: str) -> migrations.RunSQL:
    """Let several columns at once be referred to."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({columns})",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def refers(table: str, columns: str, parent: str, parent_columns: str, name: str) -> migrations.RunSQL:
    """Hold a row to what it refers to, by several columns at once."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {parent} ({parent_columns}) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


NOTE, CLOSING, THREAD = "consultations_consultationnote", "consultations_closing", "consultations_thread"


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial"), ("consultations", "0004_record")]

    operations = [
        unique(NOTE, "id, subject_id", "note_with_subject"),
        unique(NOTE, "id, thread_id", "note_with_thread"),
        unique(CLOSING, "id, subject_id", "closing_with_subject"),
        refers(NOTE, "thread_id, subject_id", THREAD, "id, subject_id", "note_same_subject"),
        refers(NOTE, "amends_id, thread_id", NOTE, "id, thread_id", "note_amends_same_thread"),
        refers(
            "consultations_prescription",
            "note_id, subject_id",
            NOTE,
            "id, subject_id",
            "prescription_same_subject",
        ),
        refers(CLOSING, "thread_id, subject_id", THREAD, "id, subject_id", "closing_same_subject"),
        refers(CLOSING, "note_id, thread_id", NOTE, "id, thread_id", "closing_note_same_thread"),
        refers(
            "consultations_rating", "closing_id, subject_id", CLOSING, "id, subject_id", "rating_same_subject"
        ),
        refers(
            "consultations_document",
            "thread_id, subject_id",
            THREAD,
            "id, subject_id",
            "document_same_subject",
        ),
        migrations.RunSQL(SIGNED_STAYS, SIGNED_MAY_GO),
        append_only(CLOSING),
        track(NOTE),
        track("consultations_rating"),
    ]

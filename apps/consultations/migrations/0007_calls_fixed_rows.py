"""Every row of a call belongs to the mother of its thread; what somebody agreed to stays; who moved a call is kept."""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import append_only, track


def refers(table: str, columns: str, parent: str, parent_columns: str, name: str) -> migrations.RunSQL:
    """Hold a row to what it refers to, by several columns at once."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {parent} ({parent_columns}) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("consultations", "0006_calls")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE consultations_call ADD CONSTRAINT call_with_subject UNIQUE (id, subject_id)",
            "ALTER TABLE consultations_call DROP CONSTRAINT call_with_subject",
        ),
        refers("consultations_call", "thread_id, subject_id", "consultations_thread", "id, subject_id",
               "call_same_subject"),
        refers("consultations_callparty", "call_id, subject_id", "consultations_call", "id, subject_id",
               "call_party_same_subject"),
        refers("consultations_callconsent", "call_id, subject_id", "consultations_call", "id, subject_id",
               "call_consent_same_subject"),
        append_only("consultations_callconsent"),
        track("consultations_call"),
    ]

"""What the team wrote among itself and what a mother answered stay, and belong to the mother of the thread."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

from apps.foundation.history import append_only, track

refers = import_module("apps.consultations.migrations.0002_fixed_rows").refers


def of_thread(name: str, constraint: str) -> migrations.RunSQL:
    """Hold a row to the mother of its thread."""
    return refers(f"consultations_{name}", "thread_id, subject_id", "consultations_thread", "id, subject_id", constraint)


def of_pregnancy(name: str, constraint: str) -> migrations.RunSQL:
    """Hold a row to the mother of its pregnancy."""
    return refers(
        f"consultations_{name}", "pregnancy_id, subject_id", "pregnancies_pregnancy", "id, subject_id", constraint
    )


class Migration(migrations.Migration):
    dependencies = [("consultations", "0008_clinic_tools")]

    operations = [
        of_thread("overdueanswer", "overdue_answer_same_subject"),
        of_thread("internalnote", "internal_note_same_subject"),
        of_thread("secondopinion", "second_opinion_same_subject"),
        of_thread("transfer", "transfer_same_subject"),
        of_pregnancy("transfer", "transfer_same_mother"),
        of_thread("feelinganswers", "feeling_same_subject"),
        of_pregnancy("feelinganswers", "feeling_same_mother"),
        append_only("consultations_internalnote"),
        append_only("consultations_transfer"),
        append_only("consultations_feelinganswers"),
        track("consultations_secondopinion"),
        track("consultations_quickreply"),
    ]

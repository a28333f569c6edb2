"""What dietitians write about meals: versions that stay as they were written."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import apps.foundation.ids
from apps.foundation.history import append_only

TABLE = "nutrition_dietnote"


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        ("nutrition", "0003_diary_history"),
        ("pregnancies", "0002_history_and_subjects"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DietNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=apps.foundation.ids.uuid7, editable=False, unique=True)),
                (
                    "note_id",
                    models.UUIDField(
                        default=apps.foundation.ids.uuid7, help_text="The same for all versions of one note."
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "week_on",
                    models.DateField(help_text="Monday of the week of meals that it was first written about."),
                ),
                ("text", models.TextField(blank=True, max_length=4000)),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
                ("written_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pregnancy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diet_notes",
                        to="pregnancies.pregnancy",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["pregnancy", "-written_at"], name="diet_note_of_pregnancy")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("note_id", "version"), name="diet_note_version_once"),
                    models.CheckConstraint(condition=Q(version__gte=1), name="diet_note_version_from_1"),
                    models.CheckConstraint(
                        condition=(~Q(text="") & Q(withdrawn_because=""))
                        | (Q(text="", version__gte=2) & ~Q(withdrawn_because="")),
                        name="diet_note_says_something",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            f"ALTER TABLE {TABLE} ADD CONSTRAINT diet_note_same_subject FOREIGN KEY (pregnancy_id, subject_id) "
            "REFERENCES pregnancies_pregnancy (id, subject_id) DEFERRABLE INITIALLY DEFERRED",
            f"ALTER TABLE {TABLE} DROP CONSTRAINT diet_note_same_subject",
        ),
        append_only(TABLE),
    ]

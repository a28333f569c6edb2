"""How uncertain an amount is: what she answered when asked, and how much she moves."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("nutrition", "0005_added_dishes")]

    operations = [
        migrations.AddField(
            "meal",
            "asked_at",
            models.DateTimeField(
                help_text="When she answered, or skipped, the one question that a meal may have.", null=True
            ),
        ),
        migrations.AddField(
            "mealitem",
            "answers",
            models.JSONField(
                default=dict,
                help_text="What she answered when asked: by kind of question (dish, size, oil …).",
            ),
        ),
        migrations.AddField(
            "nutritionprofile",
            "activity",
            models.CharField(
                blank=True,
                choices=[
                    ("sedentary", "sedentary"),
                    ("low_active", "low_active"),
                    ("active", "active"),
                    ("very_active", "very_active"),
                ],
                default="",
                help_text="How much she moves on a usual day. Empty: not said.",
                max_length=11,
            ),
            preserve_default=False,
        ),
    ]

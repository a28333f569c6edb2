"""How wide the plate on a photo is, by which grams are told where there is no coin."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("nutrition", "0006_amounts")]

    operations = [
        migrations.AddField(
            "mealphoto",
            "plate_cm",
            models.FloatField(
                help_text="How wide the plate is, where it is the scale; NULL: nobody has said.", null=True
            ),
        ),
        migrations.AddConstraint(
            "mealphoto",
            models.CheckConstraint(
                condition=Q(plate_cm=None) | Q(plate_cm__range=(10.0, 40.0), scale="plate"),
                name="meal_photo_plate_is_one",
            ),
        ),
    ]

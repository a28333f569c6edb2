"""What the gate let in is named beside what it said."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("monitoring", "0005_words_of_a_language"),
        ("recordings", "0010_scalp_weights_and_switch"),
    ]

    operations = [
        migrations.AddField(
            model_name="gatecheck",
            name="recording",
            field=models.ForeignKey(
                help_text="What was let in; NULL: nothing, or by a version that did not say.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="recordings.recording",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE monitoring_gatecheck ADD CONSTRAINT monitoring_gatecheck_recording_id_same_subject "
            "FOREIGN KEY (recording_id, subject_id) REFERENCES recordings_recording (id, subject_id) "
            "DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE monitoring_gatecheck DROP CONSTRAINT monitoring_gatecheck_recording_id_same_subject",
        ),
    ]

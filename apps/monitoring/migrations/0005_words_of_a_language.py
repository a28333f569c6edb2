"""Who stood for words had read them in one language: the one that she reads KAISHI in."""

from django.db import migrations, models


def as_she_read_them(apps, schema_editor):
    approvals = apps.get_model("monitoring", "WordsApproval")
    for row in approvals.objects.select_related("approved_by").order_by("pk"):
        row.language = row.approved_by.language
        row.save(update_fields=["language"])


class Migration(migrations.Migration):
    dependencies = [("monitoring", "0004_shadows")]

    operations = [
        migrations.AddField(
            model_name="wordsapproval",
            name="language",
            field=models.CharField(
                default="en", help_text="In which she read them; others are not approved by it.", max_length=10
            ),
            preserve_default=False,
        ),
        migrations.RunPython(as_she_read_them, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="wordsapproval", name="words_approved_once"),
        migrations.AddConstraint(
            model_name="wordsapproval",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("team", "rule_id", "language"),
                name="words_approved_once",
            ),
        ),
    ]

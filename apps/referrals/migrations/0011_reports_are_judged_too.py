"""Reports of people are judged too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0010_places_of_uses'),
    ]

    operations = [
        migrations.AlterField(
            model_name='judgement',
            name='found',
            field=models.CharField(help_text='The verdict of the rules at that time; or `report`.', max_length=7),
        ),
    ]

"""Who changed people, teams, care and consent is kept; the access log only grows."""

from django.db import migrations

from apps.foundation.history import append_only, track


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("foundation", "0001_initial")]

    operations = [
        append_only("accounts_accesslogentry"),
        track("accounts_careteam"),
        track("accounts_teammembership"),
        track("accounts_care"),
        track("accounts_consent"),
    ]

"""Keeps who changed how a person wants to be told, before and after."""

from __future__ import annotations

from django.db import migrations

from apps.foundation.history import track


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial"), ("notifications", "0001_initial")]

    operations = [
        track("notifications_preference"),
        track("notifications_quiethours"),
        track("notifications_phonenumber"),
    ]

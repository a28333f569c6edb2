"""manage.py make_vapid_key: the key by which push services know a site, to be set for all its processes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from apps.notifications import keys


class Command(BaseCommand):
    """Prints one line that can be put into an environment file. Nothing is kept."""

    help = "Make a VAPID key for web push and print it as a setting."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"KAISHI_VAPID_PRIVATE_KEY={keys.new_private_key()}")

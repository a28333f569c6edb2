"""`manage.py demo`: accounts, pregnancies and recordings to look at. `manage.py up` calls it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from apps.console.demo import CREDENTIALS, ensure_demo


class Command(BaseCommand):
    help = "Make the demonstration's accounts, pregnancies and recordings (development settings only)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = ensure_demo()
        except ImproperlyConfigured as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"  Demo: {'made' if made else 'there already'}. Sign in with one of these:")
        for given in CREDENTIALS:
            self.stdout.write(f"    {given.email:<38} {given.password}")

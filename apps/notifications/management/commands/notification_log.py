"""manage.py notification_log [--state failed] [--notification ID]: what became of deliveries, newest first."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from apps.notifications.models import Delivery
from apps.notifications.states import State


class Command(BaseCommand):
    """One line for each delivery. Whom it was for is not shown: the notification's id leads there."""

    help = "List deliveries of notifications, newest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--state", choices=State.values)
        parser.add_argument("--notification", type=UUID, help="Only those of this one.")
        parser.add_argument("--limit", type=int, default=50)

    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        wanted = {"state": options["state"], "notification__public_id": options["notification"]}
        rows = Delivery.objects.filter(**{name: value for name, value in wanted.items() if value})
        for row in rows.select_related("notification").order_by("-id")[:limit]:
            self.stdout.write(_line(row))


def _line(row: Delivery) -> str:
    why = row.held_back_by or row.problem or "-"
    return (
        f"{row.created_at:%Y-%m-%d %H:%M:%S}  {row.channel:9} {row.state:10} {row.attempts} {why:16} "
        f"{row.notification.public_id}"
    )

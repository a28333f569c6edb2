"""manage.py notification_channels: which ways this site can tell people, and why not the others."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from apps.notifications import channels
from apps.notifications.channels import Channel


class Command(BaseCommand):
    """Prints one line for each channel."""

    help = "List the channels of notifications and whether each can be used."

    def handle(self, *args: Any, **options: Any) -> None:
        for channel in channels.registered():
            self.stdout.write(f"{channel.name:9} {_state(channel)}")


def _state(channel: Channel) -> str:
    if channel.name not in settings.NOTIFICATION_CHANNELS:
        return "off: KAISHI_NOTIFICATION_CHANNELS does not name it"
    if not channel.is_on():
        return f"off: {channel.needs} is not set"
    return f"on: from «{channel.speaks_from}» on, unless a person chose otherwise"

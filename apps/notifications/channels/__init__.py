"""The ways to tell somebody, one file each. Add one: write the file, register it in `apps.py`."""

from __future__ import annotations

from django.conf import settings

from apps.notifications.channels.base import SENT, Came, Channel, Outcome, Parcel, Targets

__all__ = [
    "SENT",
    "Came",
    "Channel",
    "Outcome",
    "Parcel",
    "Targets",
    "find",
    "get",
    "is_usable",
    "register",
    "registered",
    "usable",
]

_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Register a channel; the same name again replaces it."""
    _channels[channel.name] = channel


def get(name: str) -> Channel:
    """Return a channel. Raises KeyError."""
    return _channels[name]


def find(name: str) -> Channel | None:
    """Return a channel, None for a name that a row still carries and the code no longer knows."""
    return _channels.get(name)


def registered() -> list[Channel]:
    """Return every channel that the code knows, in the order of registration."""
    return list(_channels.values())


def usable() -> list[Channel]:
    """Return the channels that the settings list and that have what they need."""
    return [channel for channel in _channels.values() if is_usable(channel)]


def is_usable(channel: Channel) -> bool:
    """Say whether a channel is listed in the settings and has what it needs."""
    return channel.name in settings.NOTIFICATION_CHANNELS and channel.is_on()

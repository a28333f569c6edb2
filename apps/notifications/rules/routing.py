"""Which ways a notification takes: the person's own choice first, else from which severity on a channel speaks."""

from __future__ import annotations

from collections.abc import Mapping

from apps.foundation.severity import Severity

Choices = Mapping[tuple[str, str], bool]
"""(kind or "" for every kind, channel) → wanted."""


def chosen(choices: Choices, *, kind: str, channel: str) -> bool | None:
    """Return what the person has chosen; None: nothing. A choice for the kind outweighs one for all kinds."""
    return choices.get((kind, channel), choices.get(("", channel)))


def speaks(choice: bool | None, *, severity: Severity, speaks_from: Severity) -> bool:
    """Say whether a channel is to be used: by choice, or else because it is bad enough for this channel."""
    return severity.is_at_least(speaks_from) if choice is None else choice

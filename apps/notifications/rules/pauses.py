"""How long to wait before a delivery is tried again, and how long it is worth trying."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from apps.foundation.severity import Severity

MOST_ATTEMPTS: Final = 8
FIRST_PAUSE_S: Final = {False: 30.0, True: 5.0}
"""By whether it is urgent."""
LONGEST_PAUSE_S: Final = {False: 1_800.0, True: 120.0}
JITTER: Final = 0.25
"""A pause is up to a quarter shorter or longer, so that a service that comes back is not met by everybody at once."""

WORTH_FOR: Final = {
    Severity.INFO: timedelta(days=3),
    Severity.WARN: timedelta(days=2),
    Severity.URGENT: timedelta(hours=12),
    Severity.EMERGENCY: timedelta(hours=4),
}
"""From when it may be sent. Later nobody is helped: what is unread is in the app, and was escalated long ago."""


def pause(attempt: int, *, is_urgent: bool, chance: float, asked_s: float | None = None) -> timedelta:
    """Return the pause after the `attempt`th try (1, 2 …); `chance` from 0 to 1 shakes it.

    `asked_s`: what the other side asked for (`Retry-After`); waited for at least, up to an hour.
    """
    grown = min(FIRST_PAUSE_S[is_urgent] * 2 ** (attempt - 1), LONGEST_PAUSE_S[is_urgent])
    shaken = grown * (1 + JITTER * (2 * chance - 1))
    return timedelta(seconds=max(shaken, min(asked_s or 0.0, 3_600.0)))

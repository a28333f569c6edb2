"""One POST to a service outside: short, without redirects, and read no further than needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx
from django.conf import settings

from apps.notifications.channels.base import SENT, Came, Outcome

MOST_ANSWER_BYTES: Final = 64 * 1024
HEALS: Final = frozenset({408, 425, 429})
"""What is worth another try, beside everything from 500 on."""


@dataclass(frozen=True)
class Answer:
    """Status, headers and the first bytes of what came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NotHandedOver(Exception):
    """The other side could not be reached: it certainly got nothing."""


class BrokeOff(Exception):
    """It was handed over, wholly or in part, and no answer came: nobody knows."""


def post(url: str, *, headers: Mapping[str, str], **content: Any) -> Answer:
    """Send and return the answer, whatever its status. Raises NotHandedOver, BrokeOff."""
    timeout = httpx.Timeout(settings.NOTIFICATION_TIMEOUT_S)
    try:
        with (
            httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", url, headers=dict(headers), **content) as answer,
        ):
            return Answer(answer.status_code, dict(answer.headers), _first_bytes(answer))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotHandedOver from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise BrokeOff from error


def _first_bytes(answer: httpx.Response) -> bytes:
    held = b""
    for part in answer.iter_bytes():
        held += part
        if len(held) >= MOST_ANSWER_BYTES:
            break
    return held[:MOST_ANSWER_BYTES]


def outcome_of(answer: Answer, prefix: str) -> Outcome:
    """Return what a status means where the service has no words of its own for it."""
    code = f"{prefix}_{answer.status}"
    if 200 <= answer.status < 300:
        return SENT
    if answer.status in HEALS or answer.status >= 500:
        return Outcome(Came.AGAIN, code, wait_s(answer.headers))
    return Outcome(Came.REFUSED, code)


def wait_s(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that `Retry-After` asks for: a number or a date; None where it says nothing usable."""
    given = headers.get("retry-after", "").strip()
    if given.isascii() and given.isdigit():
        return float(given[:9])
    try:
        return max(0.0, (parsedate_to_datetime(given) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None

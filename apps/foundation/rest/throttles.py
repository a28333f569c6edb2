"""How often one person, one address or one kind of work may ask. Counted in Valkey; without Valkey nobody
is kept out.

One counter for each window of time: an increment a request, whatever the rate. At a window's edge up to
twice the rate passes; that is the price of not keeping every request's time.
"""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from typing import Any

import redis
import structlog
from django.conf import settings
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

from apps.foundation import hints

log = structlog.get_logger(__name__)
SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def parse_rate(rate: str) -> tuple[int, int]:
    """Return (requests, seconds) of a rate such as `60/min`."""
    count, _, period = rate.partition("/")
    return int(count), SECONDS[period[0]]


class RateThrottle(BaseThrottle, ABC):
    """Refuses what goes beyond a rate of `DEFAULT_THROTTLE_RATES`."""

    _wait_s: float | None = None

    @abstractmethod
    def scope_of(self, request: Any, view: Any) -> str | None:
        """Return the name of the rate that counts here; None: this throttle has nothing to say."""

    def allow_request(self, request: Any, view: Any) -> bool:
        """Count this request; False where the window is full."""
        scope = self.scope_of(request, view)
        if scope is None:
            return True
        limit, window_s = parse_rate(str(api_settings.DEFAULT_THROTTLE_RATES[scope]))
        now_s = time.time()
        number = int(now_s // window_s)
        self._wait_s = (number + 1) * window_s - now_s
        return count(f"throttle:{scope}:{self.who(request)}:{number}", seconds=window_s) <= limit

    def who(self, request: Any) -> str:
        """Return whose requests are counted together."""
        if request.user and request.user.is_authenticated:
            return f"person:{request.user.pk}"
        return f"address:{self.get_ident(request)}"

    def wait(self) -> float | None:
        """Return the seconds until the window ends, for Retry-After."""
        return None if self._wait_s is None else max(1, math.ceil(self._wait_s))


def count(key: str, *, seconds: int) -> int:
    """Add one and return the sum; 0 where Valkey does not answer: a broken counter must not stop the care
    of anybody.
    """
    name = f"{settings.HINTS_PREFIX}{key}"
    try:
        with hints.client().pipeline(transaction=False) as pipeline:
            pipeline.incr(name)
            pipeline.expire(name, seconds)
            return int(pipeline.execute()[0])
    except redis.RedisError as error:
        log.warning("throttle_without_valkey", error=type(error).__name__)
        return 0


class EverybodyThrottle(RateThrottle):
    """`user` for each signed-in person, `anon` for each address of the others."""

    def scope_of(self, request: Any, view: Any) -> str | None:
        """Return `user` or `anon`."""
        return "user" if request.user and request.user.is_authenticated else "anon"


class WorkThrottle(RateThrottle):
    """The rate that a view names by `throttle_scope`: sign-in, uploads, exports."""

    def scope_of(self, request: Any, view: Any) -> str | None:
        """Return the view's own rate; reading never counts as an upload."""
        return None if request.method in ("GET", "HEAD", "OPTIONS") else getattr(view, "throttle_scope", None)

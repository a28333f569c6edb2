"""Django's cache in Valkey, for what may be forgotten: without Valkey it is empty, and nothing fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def _or(otherwise: Any, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return method(*args, **kwargs)
    except RedisError as error:
        log.warning("cache_without_valkey", error=type(error).__name__)
        return otherwise


class ForgetfulCache(RedisCache):
    """Misses and drops where Valkey does not answer. Counters start again: limits let everybody pass."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Store where nothing is stored yet; True where Valkey is away, so that the caller goes on."""
        return bool(_or(True, super().add, *args, **kwargs))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return what is stored, else the default."""
        return _or(default, super().get, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Store."""
        _or(None, super().set, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        """Keep for longer."""
        return bool(_or(False, super().touch, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Forget."""
        return bool(_or(False, super().delete, *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        """Return what is stored of several."""
        return dict(_or({}, super().get_many, *args, **kwargs))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        """Say whether something is stored."""
        return bool(_or(False, super().has_key, *args, **kwargs))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Count."""
        return int(_or(delta, super().incr, key, delta, version))

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Store several."""
        return list(_or([], super().set_many, *args, **kwargs) or [])

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        """Forget several."""
        _or(None, super().delete_many, *args, **kwargs)

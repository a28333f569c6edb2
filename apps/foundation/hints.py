"""Hints to open sockets through Valkey: «there is something up to N». Losing one delays, never loses."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast

import redis
import structlog
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)
PAUSE_S = 1.0
PUBLISH_EACH = "for i, topic in ipairs(KEYS) do redis.call('PUBLISH', topic, ARGV[i]) end"
"""One command for many topics: packing and answering one each costs the sender ten times as much."""
TAKE_EACH = (
    "local held = {} for i, key in ipairs(KEYS) do held[i] = redis.call('GETDEL', key) end return held"
)
_silent_until = 0.0
_held: ContextVar[list[tuple[str, str]] | None] = ContextVar("kaishi_hints_held", default=None)


@functools.cache
def client() -> redis.Redis:
    """Return this process's connection pool to Valkey, with short time limits: a hint must never hold up a
    write.
    """
    return redis.Redis.from_url(
        settings.HINTS_URL, socket_timeout=1.0, socket_connect_timeout=1.0, retry=Retry(NoBackoff(), 1)
    )


def subject_topic(subject_id: int) -> str:
    """Return the name of the channel that carries a subject's newest number."""
    return f"{settings.HINTS_PREFIX}subject:{subject_id}"


def publish(topic: str, message: str) -> None:
    """Publish one short text; a Valkey that does not answer is logged, then left alone for a second."""
    publish_many([(topic, message)])


def publish_many(hints: Iterable[tuple[str, str]]) -> None:
    """Publish (topic, short text) pairs, at least one, in one go; inside `held` they wait for its end."""
    global _silent_until
    held = _held.get()
    if held is not None:
        held.extend(hints)
        return
    if time.monotonic() < _silent_until:
        return
    topics, messages = zip(*hints, strict=True)
    try:
        client().eval(PUBLISH_EACH, len(topics), *topics, *messages)
    except redis.RedisError as error:
        _silent_until = time.monotonic() + PAUSE_S
        log.warning("hint_not_published", error=type(error).__name__)


@contextmanager
def held() -> Iterator[list[tuple[str, str]]]:
    """Gather what a block publishes instead of publishing it: whoever opens it publishes that, once it has answered."""
    gathered: list[tuple[str, str]] = []
    token = _held.set(gathered)
    try:
        yield gathered
    finally:
        _held.reset(token)


def publish_subject(subject_id: int, sequence: int) -> None:
    """Say that the subject's feed has reached `sequence`."""
    publish(subject_topic(subject_id), str(sequence))


def take_many(keys: Sequence[str]) -> list[bytes | None]:
    """Return and delete values in one step (one-use tickets), in the order of their keys. Raises redis.RedisError."""
    if not keys:
        return []
    names = [f"{settings.HINTS_PREFIX}{key}" for key in keys]
    return cast("list[bytes | None]", client().eval(TAKE_EACH, len(names), *names))


def keep(key: str, value: str, *, seconds: int) -> None:
    """Keep a value for some seconds. Raises redis.RedisError."""
    client().set(f"{settings.HINTS_PREFIX}{key}", value, ex=seconds)

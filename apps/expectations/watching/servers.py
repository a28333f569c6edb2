"""Asks PostgreSQL and Valkey whether they are there: on a connection of its own, for a moment only."""

from __future__ import annotations

import psycopg
import redis
from django.conf import settings

from apps.foundation import plain_connections

SECONDS = 3


def database_answers() -> bool:
    """Say whether a new connection to PostgreSQL is served."""
    try:
        with psycopg.connect(
            **plain_connections.parameters(connect_timeout=SECONDS), autocommit=True
        ) as plain:
            return plain.execute("select 1").fetchone() == (1,)
    except psycopg.Error:
        return False


def valkey_answers() -> bool:
    """Say whether Valkey answers; not through the cache, which does without."""
    address = str(settings.CACHES["default"]["LOCATION"])
    try:
        with redis.Redis.from_url(address, socket_timeout=SECONDS, socket_connect_timeout=SECONDS) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False

"""Connections beside Django's own: for what must not touch its pool (processes that fork, listeners, probes)."""

from __future__ import annotations

from typing import Any

from django.db import connection


def parameters(**more: Any) -> dict[str, Any]:
    """Return Django's own connection parameters, for one plain connection outside the pool."""
    found = connection.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "pool"):
        found.pop(name, None)
    return found | more

"""Events: what an app says once a write is committed. Frozen, versioned, ids and times only, no health
values.

@event("recording.completed", version=1)
class RecordingCompleted:
    recording: UUID
    at: datetime

@listens_to(RecordingCompleted)
def enqueue_analysis(event: RecordingCompleted) -> None: ...
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar, dataclass_transform

import msgspec

T = TypeVar("T")
Listener = Callable[[Any], None]

_events: dict[tuple[str, int], type] = {}
_listeners: dict[str, tuple[type, Listener]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(name: str, *, version: int) -> Callable[[type[T]], type[T]]:
    """Declare an event class: becomes a frozen dataclass, known by name and version."""

    def declare(cls: type[T]) -> type[T]:
        made = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        if (name, version) in _events:
            raise ValueError(f"event {name} version {version} is declared already")
        _events[name, version] = made
        made.event_name, made.event_version = name, version  # type: ignore[attr-defined]
        return made

    return declare


def listens_to(event_class: type) -> Callable[[Listener], Listener]:
    """Register a listener; it must be harmless when it is called twice for one event."""

    def register(listener: Listener) -> Listener:
        _listeners[f"{listener.__module__}.{listener.__qualname__}"] = (event_class, listener)
        return listener

    return register


def listener_names(event_class: type) -> list[str]:
    """Return the dotted names of those who listen to an event class."""
    return sorted(name for name, (wanted, _) in _listeners.items() if wanted is event_class)


def listener(name: str) -> Listener:
    """Return a listener by its dotted name. Raises KeyError where it is gone."""
    return _listeners[name][1]


def dump(instance: Any) -> dict[str, Any]:
    """Return an event as JSON-safe values."""
    return msgspec.to_builtins(instance)


def load(name: str, version: int, payload: dict[str, Any]) -> Any:
    """Build the event again from what the outbox holds. Raises KeyError where the class is gone."""
    return msgspec.convert(payload, _events[name, version], strict=False)

"""One way to write: `@write` makes a service one transaction with an acting person.

Inside it, services note what changed for a phone (`feed.changed`) and what must follow (`outbox.emit`). The
change numbers are taken when the outermost service is about to commit, so that their row lock is the last
one of the transaction and is held for the shortest time.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")
Actor = TypeVar("Actor")


class OutsideWrite(RuntimeError):
    """`feed.changed` or `outbox.emit` was called outside a service. A programming error."""


@dataclass
class Unit:
    """What one outermost write has gathered so far."""

    actor_id: int | None
    changes: list[tuple[int, str, UUID, bool]] = field(default_factory=list)


_unit: ContextVar[Unit | None] = ContextVar("kaishi_unit", default=None)


def current_unit() -> Unit:
    """Return the unit of the running write. Raises OutsideWrite."""
    unit = _unit.get()
    if unit is None:
        raise OutsideWrite("changes and events are noted inside a @write service only")
    return unit


@contextmanager
def unit_of_work(actor: Any | None) -> Iterator[Unit]:
    """Run a block as one write by `actor` (None: the system itself). Nested blocks join the outermost one."""
    outer = _unit.get()
    if outer is not None:
        yield from _nested(outer)
        return
    from apps.foundation import feed

    unit = Unit(actor_id=getattr(actor, "pk", None))
    is_named = unit.actor_id is not None or connection.in_atomic_block
    with transaction.atomic():
        if is_named:  # a transaction of the system's own begins without a name
            _name_actor(unit.actor_id)
        token = _unit.set(unit)
        try:
            yield unit
        finally:  # before the commit: what runs on commit is outside, and may be a write of its own
            _unit.reset(token)
        feed.number(unit.changes)


def _nested(outer: Unit) -> Iterator[Unit]:
    mark = len(outer.changes)
    try:
        with transaction.atomic():
            yield outer
    except BaseException:
        del outer.changes[mark:]
        raise


def _name_actor(actor_id: int | None) -> None:
    """Tell the history triggers who acts; the value ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kaishi.actor', %s, true)", [str(actor_id or "")])


def write(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """Make a service: first argument is the acting person (None for the system), all of it is one
    transaction.
    """

    @functools.wraps(function)
    def service(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
        with unit_of_work(actor):
            return function(actor, *args, **kwargs)

    return service

"""A mother with her team, and kinds of the tests' own: something that comes once, and something that comes again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.alerts import registry
from apps.alerts.limits import LimitTable
from apps.expectations import kinds
from apps.expectations.kinds import Kind
from apps.expectations.models import Expectation
from apps.expectations.services import expect
from tests.alerts.conftest import House, house

__all__ = ["AT", "House", "house"]

AT = datetime(2027, 3, 3, 3, 0, tzinfo=UTC)
TABLE = """
[[limit]]
id = "grace_minutes"
version = 1
value = 30
low = 5
high = 120
unit = "min"
cautious = "lower"
words = { en = "Grace" }
source = "made for the tests"
checked = "seen"
"""
LAST_SEEN: dict[str, datetime] = {}


def kind_of(name: str, **more: Any) -> Kind:
    return Kind(
        name=name,
        title="Something awaited",
        needs="What a test says.",
        ends="It comes.",
        wrong_if="A test is wrong.",
        limits=LimitTable.parse(TABLE),
        url=lambda key, person: f"/things/{key}",
        **more,
    )


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    LAST_SEEN.clear()

    def seen(keys: Sequence[str]) -> dict[str, datetime]:
        return {key: LAST_SEEN[key] for key in keys if key in LAST_SEEN}

    for kind in (kind_of("once"), kind_of("again", seen=seen, every=timedelta(minutes=1))):
        kinds.register(kind)
    yield
    for name in ("once", "again"):
        del kinds._kinds[name], kinds._facts[name], registry._rules[f"silence_{name}"]


@pytest.fixture
def await_it(house: House) -> Callable[..., bool]:
    """`await_it("key", due_at=…)`: something of the mother's is awaited."""

    def say(key: str = "one", *, kind: str = "once", due_at: datetime = AT, **more: Any) -> bool:
        given = {"subject_id": house.mother.pk, "pregnancy": house.pregnancy, "at": AT - timedelta(hours=1)}
        return expect(None, kind=kind, key=key, due_at=due_at, **(given | more))

    return say


def row(key: str = "one", kind: str = "once") -> Expectation:
    found: Expectation = Expectation.objects.for_system("a test looks").get(kind=kind, key=key)
    return found


def state(key: str = "one", kind: str = "once") -> str:
    return row(key, kind).state

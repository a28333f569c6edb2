"""Kinds of what is awaited. The apps above register theirs from `apps.py`:

kinds.register(Kind("recording_upload", title=_("…"), limits=LimitTable.load(…), severity=Severity.WARN, …))

A kind about mothers brings its alert rule along: grace is a limit that a team or a mother's team may set otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apps.alerts import registry
from apps.alerts.limits import LimitTable
from apps.alerts.registry import Rule
from apps.expectations.alert_rules import silence
from apps.expectations.alert_rules.silence import GRACE, Awaited
from apps.foundation.severity import Severity

Words = Any  # str or a lazy translation
Seen = Callable[[Sequence[str]], Mapping[str, datetime]]
Prepare = Callable[[datetime], object]


class BadKind(ValueError):
    """A kind that cannot be judged. A programming error."""


@dataclass(frozen=True)
class Kind:
    """A kind about mothers, and what a person must know to trust or doubt its alert.

    `seen(keys)`: for what comes again and again (frames): by key, when it was last there; the next is due `every` later.
    `url(key, person)`: the page of the thing. `ends_with_pregnancy`: not expected any more once that has ended.
    """

    name: str
    title: Words
    needs: Words
    ends: Words
    wrong_if: Words
    limits: LimitTable
    url: Callable[[str, Any], str]
    severity: Severity = Severity.WARN
    seen: Seen | None = None
    every: timedelta = timedelta(0)
    ends_with_pregnancy: bool = True
    source: str = "KAISHI, definition of the product"

    @property
    def rule_id(self) -> str:
        """Its alert rule."""
        return silence.rule_id(self.name)

    @property
    def least_grace(self) -> timedelta:
        """The shortest that anybody may set."""
        return timedelta(minutes=self.limits.rows[GRACE].low)


_kinds: dict[str, Kind] = {}
_facts: dict[str, type[Awaited]] = {}
_sweeps: dict[str, Prepare] = {}
_preparations: dict[str, Prepare] = {}


def register(kind: Kind) -> None:
    """Add a kind and its alert rule; the same one twice is harmless. Raises BadKind."""
    if GRACE not in kind.limits.rows:
        raise BadKind(f"{kind.name}: its table lacks {GRACE}")
    if kind.name in _kinds:
        return
    facts = type(f"Awaited_{kind.name}", (Awaited,), {})
    registry.register(
        Rule(
            id=kind.rule_id,
            version=silence.VERSION,
            facts=facts,
            judge=silence.judge_for(kind.name, kind.severity),
            title=kind.title,
            needs=kind.needs,
            ends=kind.ends,
            wrong_if=kind.wrong_if,
            source=kind.source,
            in_words=silence.in_words,
            limits=kind.limits,
            closes_with_pregnancy=kind.ends_with_pregnancy,
        )
    )
    _kinds[kind.name], _facts[kind.name] = kind, facts


def get(name: str) -> Kind:
    """Return a kind. Raises KeyError for one that nobody has registered: a programming error."""
    return _kinds[name]


def find(name: str) -> Kind | None:
    """Return a kind, None for one that a row still carries and the code no longer knows."""
    return _kinds.get(name)


def registered() -> list[Kind]:
    """Return every kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def facts(kind: Kind, **values: Any) -> Awaited:
    """Return the facts that the rule of a kind judges."""
    return _facts[kind.name](**values)


def also_sweep(name: str, sweep: Prepare) -> None:
    """Let the process that watches call `sweep(at)` each round, whatever becomes of beat and workers.

    For what has a due column of its own (alerts, answers). It must be harmless twice at once.
    """
    _sweeps[name] = sweep


def sweeps() -> dict[str, Prepare]:
    """Return what is swept besides."""
    return dict(_sweeps)


def prepare_by(name: str, prepare: Prepare) -> None:
    """Let the process that watches call `prepare(at)` each minute: it writes down what is to be expected soon."""
    _preparations[name] = prepare


def preparations() -> dict[str, Prepare]:
    """Return what is written down ahead."""
    return dict(_preparations)

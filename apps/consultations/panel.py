"""The panel beside a conversation: what must be in view while one answers. Measurements come from apps that register.

register_source("blood_pressure", latest_pressure)   # in the `ready()` of the app that owns the readings
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import Person
from apps.pregnancies.models import Pregnancy

LINES: Final = {
    "blood_pressure": gettext_lazy("Blood pressure"),
    "glucose": gettext_lazy("Glucose"),
    "weight": gettext_lazy("Weight"),
    "plan": gettext_lazy("Plan"),
}
"""What the panel always shows, in this order. Others follow by name."""


@dataclass(frozen=True)
class Measured:
    """The newest value in words of the reader's language and units. `level`: a name of the design system."""

    text: str
    at: datetime | None
    level: str = "notice"


@dataclass(frozen=True)
class Line:
    """One line of the panel. `measured` None: nobody knows, which is neither zero nor fine."""

    name: str
    title: Any
    measured: Measured | None

    @property
    def text(self) -> str:
        """Return the value, or that there is none."""
        return self.measured.text if self.measured is not None else _("? (not measured yet)")

    @property
    def level(self) -> str:
        """Return the level; not known where nothing was measured."""
        return self.measured.level if self.measured is not None else "unknown"


Source = Callable[[Person, Pregnancy, datetime], Measured | None]
"""`source(person, pregnancy, at)`: the newest value that `person` may see, in one query; None: none is known."""

_sources: dict[str, tuple[Any, Source]] = {}


def register_source(name: str, source: Source, *, title: Any = None) -> None:
    """Fill a line of the panel, or add one with a title. Raises ValueError where another source has it."""
    if title is None and name not in LINES:
        raise ValueError(f"panel line {name} needs a title")
    if name in _sources and _sources[name][1] is not source:
        raise ValueError(f"panel line {name} has a source already")
    _sources[name] = (title or LINES[name], source)


def forget_source(name: str) -> None:
    """Take a source out again."""
    _sources.pop(name, None)


def lines(person: Person, pregnancy: Pregnancy, *, at: datetime) -> tuple[Line, ...]:
    """Return every line as `person` may see it; `pregnancy` must be one that she sees."""
    titles = {**LINES, **{name: title for name, (title, _source) in sorted(_sources.items())}}
    return tuple(Line(name, title, _measured(name, person, pregnancy, at)) for name, title in titles.items())


def _measured(name: str, person: Person, pregnancy: Pregnancy, at: datetime) -> Measured | None:
    known = _sources.get(name)
    return known[1](person, pregnancy, at) if known is not None else None

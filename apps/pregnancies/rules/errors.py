"""What a rule refuses. Services turn it into the problem that a client sees."""

from __future__ import annotations

from datetime import date
from typing import Any


class Refused(ValueError):
    """A value outside its limits. `low` and `high` are the bounds that were broken, None where there is
    none."""

    def __init__(self, field: str, *, low: Any = None, high: Any = None, code: str = "out_of_range") -> None:
        super().__init__(field, code)
        self.field, self.low, self.high, self.code = field, low, high, code

    @property
    def limit(self) -> list[Any]:
        """The bounds as plain values for a program: [low, high]."""
        return [bound.isoformat() if isinstance(bound, date) else bound for bound in (self.low, self.high)]


def within(field: str, value: Any, low: Any, high: Any) -> None:
    """Raise Refused unless `low <= value <= high`; NaN is outside of everything."""
    if not low <= value <= high:
        raise Refused(field, low=low, high=high)

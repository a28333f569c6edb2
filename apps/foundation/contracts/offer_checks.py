"""Who decides what may be shown to a mother: the app that knows her registers a check, the app of offers asks it.

The one that asks hands over what a product is and learns yes or no with a code, never why in values. Where no check is
registered nothing may be shown; where several are, each must say yes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

NOBODY_CHECKS: Final = "nobody_checks"
NOT_JUDGED: Final = "not_judged"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that could be shown. `key`: the asker's own, told back.

    `amounts_a_day`: nutrients by code, in the unit that the code ends in. `allergens`: None where the seller has not
    said; an empty tuple says that there are none. `ingredients`: as the seller gives them, empty where he does not.
    """

    key: int
    need_code: str
    kind: str
    title: str
    ingredients: str = ""
    allergens: tuple[str, ...] | None = None
    amounts_a_day: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """`reason` is empty where it may be shown. `warnings`: codes of what she should mind all the same."""

    reason: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def may_be_shown(self) -> bool:
        """Say whether nothing stands against it."""
        return not self.reason


Check = Callable[[Any, Sequence[Candidate], datetime], Mapping[int, Judged]]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Add a check: `check(mother, candidates, at)` answers for each candidate by its key."""
    _checks[name] = check


def judge(mother: Any, candidates: Sequence[Candidate], *, at: datetime) -> dict[int, Judged]:
    """Return for each candidate whether it may be shown: only where every check says so, and at least one is there.

    What a check does not answer may not be shown; a check that raises lets nothing be shown, since this raises, too.
    """
    if not _checks:
        return {one.key: Judged(NOBODY_CHECKS) for one in candidates}
    found = {one.key: Judged() for one in candidates}
    for check in _checks.values():
        said = check(mother, candidates, at)
        for key, before in found.items():
            now = said.get(key, Judged(NOT_JUDGED))
            found[key] = Judged(
                before.reason or now.reason, tuple(dict.fromkeys((*before.warnings, *now.warnings)))
            )
    return found

"""Which concepts together are a red flag: reads rules.csv and looks for them in a reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, cast

from ml_models.triage.findings import Severity
from ml_models.triage.lexicon import rows
from ml_models.triage.reading import Mark, Reading, gap

DEFAULT_WITHIN: Final = 8  # words
UNLESS_WITHIN: Final = 6  # words


class Rule(NamedTuple):
    """`needs`: one of each set must stand in one sentence, `within` so many words of the first.

    `unless`: what near it makes it something else. `despite`: contexts that do not take it back (context.py).
    `ended_by`: the concept behind it that says it is over.
    """

    category: str
    severity: Severity
    needs: tuple[frozenset[str], ...]
    unless: frozenset[str]
    despite: frozenset[str]
    within: int
    ended_by: str


class Hit(NamedTuple):
    """A rule that holds, and the marks that made it hold; the first is the symptom itself."""

    rule: Rule
    marks: tuple[Mark, ...]
    start: int  # first unit of all marks
    end: int  # unit after the last mark


def _load() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            row["category"],
            cast(Severity, row["severity"]),
            tuple(frozenset(item.strip().split("/")) for item in row["needs"].split("+")),
            frozenset(filter(None, row["unless"].split("/"))),
            frozenset(filter(None, row["despite"].split("/"))),
            int(row["within"] or DEFAULT_WITHIN),
            row["ended_by"] or "resolved",
        )
        for row in rows("rules.csv")
    )


RULES: Final = _load()
ANCHORS: Final = frozenset(concept for rule in RULES for concept in rule.needs[0])
NEEDED: Final = frozenset(concept for rule in RULES for need in rule.needs for concept in need)
_BY_ANCHOR: Final[dict[str, tuple[Rule, ...]]] = {
    anchor: tuple(rule for rule in RULES if anchor in rule.needs[0]) for anchor in ANCHORS
}


def hits(reading: Reading) -> Iterator[Hit]:
    """Yield every place where a rule holds and nothing near it says that it is something else."""
    present = reading.by_concept
    for concept in present:
        for rule in _BY_ANCHOR.get(concept, ()):
            if all(not need.isdisjoint(present) for need in rule.needs[1:]):
                for anchor in present[concept]:
                    marks = _gather(reading, rule, anchor)
                    if marks and not _is_something_else(reading, rule, marks):
                        yield Hit(
                            rule, marks, min(mark.start for mark in marks), max(mark.end for mark in marks)
                        )


def _gather(reading: Reading, rule: Rule, anchor: Mark) -> tuple[Mark, ...]:
    marks = [anchor]
    _, start, end = anchor
    first, last = reading.bounds(start)
    most = rule.within * reading.reach
    for need in rule.needs[1:]:
        best, nearest = most, None
        for mark in reading.of(*need):
            if first <= mark[1] < last and (mark[1] != start or mark[2] != end):
                away = gap(mark, anchor)
                if away < best or (away == best and nearest is None):
                    best, nearest = away, mark
        if nearest is None:
            return ()
        marks.append(nearest)
    return tuple(marks)


def _is_something_else(reading: Reading, rule: Rule, marks: tuple[Mark, ...]) -> bool:
    if rule.unless.isdisjoint(reading.by_concept):
        return False
    clauses = {reading.clause(mark.start) for mark in marks}
    most = UNLESS_WITHIN * reading.reach
    return any(
        reading.clause(mark.start) in clauses and min(gap(mark, used) for used in marks) <= most
        for mark in reading.of(*(rule.unless & reading.by_concept.keys()))
    )

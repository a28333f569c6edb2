"""False alarms and what is found of the nine rules that watch a trace, by the limits of their tables.

Generated traces have seeds that nothing was made with. Real ones are looked for in the folder that `KAISHI_CTG_DATA`
names, else in `../shared/data/ctg`; what is absent is skipped, and said. A call is what raises an alert or lifts one.
"""

from __future__ import annotations

import os
import platform
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from statistics import median
from typing import Any, Final

from apps.monitoring.alert_rules import RULES
from bench import Report
from bench._ctg.cases import DATA
from bench._trace_rules import cases
from bench._trace_rules.cases import Case
from bench._trace_rules.replaying import Heard, heard

MOST_URGENT_AN_HOUR: Final = 0.1
LEAST_FOUND: Final = 0.9
CORES: Final = os.cpu_count() or 1
Pair = tuple[Case, Heard]


def run() -> Report:
    """Replay everything that is there: half an hour on two cores that are free."""
    began_s = time.monotonic()
    skipped: list[str] = []
    with ProcessPoolExecutor(CORES) as pool:
        generated = list(_heard(pool, cases.healthy()))
        ill = list(_heard(pool, cases.ill()))
        real = list(_heard(pool, _real(skipped)))
    found = _found(ill)
    urgent = sum(call.is_urgent for _, one in generated for call in one.calls)
    hours = sum(one.hours for _, one in generated)
    asked = [
        _asked("urgent calls an hour, healthy generated traces", "≤", MOST_URGENT_AN_HOUR, urgent / hours),
        _asked(
            "found, the worst scenario", "≥", LEAST_FOUND, min(row["found"] / row["due"] for row in found)
        ),
    ]
    return Report(
        "trace_rules",
        ok=all(row["holds"] for row in asked),
        tables={
            "calls an hour, healthy generated traces": _by_rule(generated),
            "found, and how late (seconds from the onset)": found,
            "calls an hour of other rules, and without a rule, ill generated traces": _others(ill),
            "calls an hour, real recordings of labour": _by_rule(real),
            "asked": asked,
        },
        remarks=[
            *skipped,
            "Onset: the beginning of the trace (rate, variability, wave), the end of the third late deceleration, the "
            "beginning of a fall of three minutes or more or of five minutes of another heart, the minute of the change.",
            f"{platform.machine()}, load {os.getloadavg()[0]:.1f}, {time.monotonic() - began_s:.0f} s.",
        ],
    )


def _heard(pool: ProcessPoolExecutor, given: Iterable[Case]) -> Iterator[Pair]:
    every = list(given)
    return zip(every, pool.map(_replayed, every), strict=True)


def _replayed(case: Case) -> Heard:
    return heard(case.recording, weeks=case.weeks, in_labour=case.in_labour)


def _real(skipped: list[str]) -> Iterator[Case]:
    sources: list[tuple[str, Callable[[], Iterator[Case]]]] = [
        ("ctu_uhb", lambda: cases.born_well_and_ill(DATA / "ctu_uhb")),
        ("fhrma_train", cases.of_unknown_outcome),
    ]
    for name, read in sources:
        if (DATA / name).is_dir():
            yield from read()
        else:
            skipped.append(f"Skipped: {name} is not there.")


def _by_rule(pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """One row for each group: traces, hours, calls an hour by rule, and those that are urgent."""
    groups: dict[str, list[Heard]] = defaultdict(list)
    for case, one in pairs:
        groups[case.group].append(one)
    return [_row(group, every) for group, every in groups.items()]


def _row(group: str, every: list[Heard]) -> dict[str, Any]:
    hours = sum(one.hours for one in every)
    calls = list(chain.from_iterable(one.calls for one in every))
    counted = Counter(call.rule for call in calls)
    return {
        "traces": group,
        "count": len(every),
        "hours": hours,
        **{rule.id.removeprefix("trace_"): counted[rule.id] / hours for rule in RULES},
        "all": len(calls) / hours,
        "urgent": sum(call.is_urgent for call in calls) / hours,
    }


def _found(pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """One row for each scenario with a rule: how often it was due, found, and how late."""
    groups: dict[str, list[Pair]] = defaultdict(list)
    for case, one in pairs:
        if case.rule and case.onset_s is not None:
            groups[case.group].append((case, one))
    return [_late(group, every) for group, every in groups.items()]


def _late(group: str, every: list[Pair]) -> dict[str, Any]:
    late_s = []
    for case, one in every:
        assert case.onset_s is not None
        at_s = one.first(case.rule)
        if at_s is not None:
            late_s.append(at_s - case.onset_s)
    return {
        "scenario": group,
        "rule": every[0][0].rule,
        "due": len(every),
        "found": len(late_s),
        "soonest_s": min(late_s, default=None),
        "median_s": median(late_s) if late_s else None,
        "latest_s": max(late_s, default=None),
    }


def _others(pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """What else calls somebody about ill traces: the rule that is there for the scenario is left out."""
    return _by_rule(
        (case, Heard(one.hours, tuple(call for call in one.calls if call.rule != case.rule)))
        for case, one in pairs
    )


def _asked(figure: str, sign: str, limit: float, reached: float) -> dict[str, Any]:
    holds = reached <= limit if sign == "≤" else reached >= limit
    return {"figure": figure, "asked": f"{sign} {limit}", "reached": reached, "holds": holds}

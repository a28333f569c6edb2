"""Random faults, one recording after another: whom the gap ledger names, beside whom it was. Pure."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from apps.monitoring.rules.gaps import LATE_S, Loser, ledger
from apps.monitoring.simulator.faults import Fault, Kind
from apps.monitoring.simulator.phone import Sensor
from bench._gaps.world import Outage, World
from ml_models.ctg.generator import Live

SECONDS: Final = 900
FAULTS: Final = 8
SHORTEST_S, LONGEST_S = 8, 75
OVERLAPS: Final = 0.2
LOSERS: Final = {
    Kind.PHONE_ASLEEP: Loser.PHONE,
    Kind.BLUETOOTH: Loser.BLUETOOTH,
    Kind.SENSOR_OFF: Loser.SENSOR,
    Kind.NETWORK: Loser.NETWORK,
}
STRONGER: Final = (Loser.PHONE, Loser.BLUETOOTH, Loser.SENSOR, Loser.SERVER, Loser.NETWORK)
"""Where two happen at once: a phone that sleeps sends nothing, what was not measured cannot be late, and we own up."""
NOTHING: Final = "nothing"


@dataclass(frozen=True)
class Injected:
    """A fault whose loser is known."""

    loser: Loser
    start_s: int
    end_s: int


@dataclass
class Score:
    """`by_fault` and `by_second` count (who it was, whom the ledger named)."""

    by_fault: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_second: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def faults(self) -> int:
        return self.by_fault.total()

    @property
    def right(self) -> float:
        """Part of the faults of which the ledger named the right one."""
        return sum(n for (was, named), n in self.by_fault.items() if was == named) / self.faults


def trial(*, least_faults: int, seed: int) -> Score:
    """Inject at least so many faults and judge the ledger."""
    score, sensor, number = Score(), Live("reactive", seed), 0
    while score.faults < least_faults:
        _one(score, sensor, random.Random(seed * 10_000 + number))
        number += 1
    return score


def _one(score: Score, sensor: Sensor, source: random.Random) -> None:
    injected = _drawn(source)
    faults = [
        Fault(_kind(one.loser), one.start_s, one.end_s) for one in injected if one.loser != Loser.SERVER
    ]
    outages = [Outage(one.start_s, one.end_s) for one in injected if one.loser == Loser.SERVER]
    ahead_ms = source.randint(-20 * 3_600_000, 20 * 3_600_000)
    world = World(sensor, faults, outages, clock_ahead_ms=ahead_ms, seed=source.randint(0, 10**9))
    named = {s: one.loser for one in ledger(world.run(SECONDS)) for s in range(one.start_s, one.end_s)}
    was = _truth(injected)
    for second in range(SECONDS):
        score.by_second[was.get(second, NOTHING), named.get(second, NOTHING)] += 1
    for one in injected:
        own = [second for second in range(one.start_s, one.end_s) if was[second] == one.loser]
        if len(own) > LATE_S:
            score.by_fault[one.loser, _named_most(own, named)] += 1


def _drawn(source: random.Random) -> list[Injected]:
    """Faults in order of time; one in five begins while the one before it still lasts."""
    losers = list(STRONGER)
    found: list[Injected] = []
    at_s = source.randint(20, 40)
    for _ in range(FAULTS):
        length_s = source.randint(SHORTEST_S, LONGEST_S)
        if at_s + length_s > SECONDS - 30:
            break
        found.append(Injected(source.choice(losers), at_s, at_s + length_s))
        if source.random() < OVERLAPS:
            at_s += source.randint(length_s // 3, length_s)
        else:
            at_s += length_s + source.randint(10, 80)
    return found


def _kind(loser: Loser) -> Kind:
    return next(kind for kind, its in LOSERS.items() if its is loser)


def _truth(injected: Sequence[Injected]) -> dict[int, Loser]:
    was: dict[int, Loser] = {}
    for loser in reversed(STRONGER):
        for one in injected:
            if one.loser == loser:
                was |= dict.fromkeys(range(one.start_s, one.end_s), loser)
    return was


def _named_most(seconds: Sequence[int], named: dict[int, Loser]) -> str:
    """Whom the ledger names most often; nobody where it saw less than half of what it could see."""
    seen = Counter(named[second] for second in seconds if second in named)
    if seen.total() < (len(seconds) - LATE_S) / 2:
        return NOTHING
    return seen.most_common(1)[0][0]

"""A trace without an end, second by second: what a sensor gives while it is worn.

It is laid in blocks of half an hour that overlap by a few seconds, in which nothing happens but the ordinary; each
block is drawn from numbers of its own, so that any place can be reached without what lies before it. Level,
variability and pace are the recording's and stay.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ml_models.ctg.generator.fetus import Fetus, make_fetus
from ml_models.ctg.generator.mother import LEVELS_BPM, make_contractions, make_rate
from ml_models.ctg.generator.probe import by_beats, quality, shown
from ml_models.ctg.generator.scenarios import NUMBERS, Scenario, recipe_of
from ml_models.ctg.generator.shapes import Random
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import ByteArray, FloatArray, Recording, Source

STREAM = 20_263
BLOCK_S, OVERLAP_S = 1800, 14
"""Events keep `fetus.EDGE_S` from the ends of a block, so that none lies in an overlap."""
SECOND = int(FS_HZ)
BLOCK, OVERLAP = BLOCK_S * SECOND, OVERLAP_S * SECOND
KEPT_BLOCKS = 2
MOTHER_JITTER_BPM = 0.8
Channels = dict[str, "FloatArray | ByteArray"]


class Live:
    """An endless recording of one scenario; the same arguments give the same samples, wherever one begins.

    Raises `ValueError` for an unknown scenario.
    """

    def __init__(
        self, scenario: str = "reactive", seed: int = 0, *, gestation_weeks: float = 38.0, twins: bool = False
    ) -> None:
        recipe = recipe_of(scenario)
        self.gestation_weeks = gestation_weeks
        self.twins = twins or recipe.twins
        self._key = (STREAM, NUMBERS[scenario], seed)
        random = np.random.default_rng([*self._key, 0])
        self._mother_bpm = random.uniform(*LEVELS_BPM)
        self._recipes = [_settled(random, recipe) for _ in range(2 if self.twins else 1)]
        self._blocks: OrderedDict[int, Channels] = OrderedDict()
        self._tails: dict[int, list[FloatArray]] = {}

    def __iter__(self) -> Iterator[Recording]:
        """Give the recording second by second, four samples each, for ever."""
        second = 0
        while True:
            yield self.piece(second)
            second += 1

    def piece(self, start_s: int, seconds: int = 1) -> Recording:
        """Return the `seconds` from second `start_s` on. Raises `ValueError` before the beginning."""
        if start_s < 0 or seconds < 1:
            raise ValueError(
                f"a piece begins at 0 or later and lasts 1 s or more, given {start_s}, {seconds}"
            )
        first, last = start_s // BLOCK_S, (start_s + seconds - 1) // BLOCK_S
        parts = [
            _part(
                self._block(number), max(start_s - number * BLOCK_S, 0), start_s + seconds - number * BLOCK_S
            )
            for number in range(first, last + 1)
        ]
        joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        return Recording.from_channels(joined, source=Source("generated", FS_HZ, 0.25), twins=self.twins)

    def _block(self, number: int) -> Channels:
        """Return block `number`, its beginning blended with the end of the one before it."""
        if number not in self._blocks:
            self._blocks[number] = self._measured(number)
            while len(self._blocks) > KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        return self._blocks[number]

    def _measured(self, number: int) -> Channels:
        """What the device makes of the hearts and the belly of a block."""
        ends = self._ends(number - 1) if number > 0 else None
        (*hearts, mother, toco), marks = self._bodies(number)
        if ends is not None:
            *hearts, mother, toco = map(_blended, ends, (*hearts, mother, toco))
        random = np.random.default_rng([*self._key, 2, number])
        by_probe = [
            by_beats(random, heart, recipe.beat_bpm)
            for heart, recipe in zip(hearts, self._recipes, strict=True)
        ]
        hers = by_beats(random, mother, MOTHER_JITTER_BPM)
        fetal = [
            shown(random, heart, hers, recipe) for heart, recipe in zip(by_probe, self._recipes, strict=True)
        ]
        channels: Channels = {
            "fhr1_bpm": fetal[0],
            "mhr_bpm": np.round(hers * 4) / 4,
            "toco": np.clip(np.round(toco * 2) / 2, 0.0, 100.0),
            "movement_marks": marks,
            "quality": quality(random, fetal[0]),
        }
        if self.twins:
            channels["fhr2_bpm"] = fetal[1]
        return {name: values[:BLOCK] for name, values in channels.items()}

    def _ends(self, number: int) -> list[FloatArray]:
        """What of a block lies in the overlap with the next one."""
        if number not in self._tails:
            self._bodies(number)
        return self._tails[number]

    def _bodies(self, number: int) -> tuple[list[FloatArray], ByteArray]:
        """Hearts of the fetuses, of the mother, tocogram; marks of movements. All a block and its overlap long."""
        samples = BLOCK + OVERLAP
        random = np.random.default_rng([*self._key, 1, number])
        toco, contractions = make_contractions(random, self._recipes[0], samples)
        smooth = [replace(recipe, beat_bpm=0.0) for recipe in self._recipes]
        fetuses = [make_fetus(random, one, samples, self.gestation_weeks, contractions) for one in smooth]
        rate = make_rate(random, samples, contractions, around_bpm=self._mother_bpm)
        lines = [*(one.clean_bpm for one in fetuses), rate, toco]
        self._tails = {number: [line[BLOCK:].copy() for line in lines]}
        return lines, _felt(random, fetuses[0], samples)


def _settled(random: Random, recipe: Scenario) -> Scenario:
    """The recipe of one fetus: what a block would draw anew is drawn once."""
    level, width, pace = (
        random.uniform(*limits)
        for limits in (recipe.baseline_bpm, recipe.bandwidth_bpm, recipe.sinusoid_per_minute)
    )
    return replace(
        recipe, baseline_bpm=(level, level), bandwidth_bpm=(width, width), sinusoid_per_minute=(pace, pace)
    )


def _felt(random: Random, fetus: Fetus, samples: int) -> ByteArray:
    """Marks: she presses at most accelerations, the device sees every one in the belt."""
    marks = np.zeros(samples, dtype=np.uint8)
    for event in fetus.accelerations:
        at = round((event.start_s + random.uniform(0.5, 3.0)) * FS_HZ)
        marks[min(at, samples - 1)] |= 1 if random.random() < 0.7 else 0
        marks[round(event.start_s * FS_HZ)] |= 2
    return marks


def _blended(end: FloatArray, after: FloatArray) -> FloatArray:
    """Lead from the overlap at the end of one block into the beginning of the next."""
    share = np.linspace(0.0, 1.0, OVERLAP)
    led = after.copy()
    led[:OVERLAP] = (1 - share) * end + share * after[:OVERLAP]
    return led


def _part(block: Channels, start_s: int, stop_s: int) -> Channels:
    place = slice(start_s * SECOND, min(stop_s, BLOCK_S) * SECOND)
    return {name: values[place] for name, values in block.items()}

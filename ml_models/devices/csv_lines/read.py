"""Lines in, samples out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ml_models.devices.base import RATES, Clock, Sample
from ml_models.devices.csv_lines.declared import LEFT_OUT, LIMITS, TIME, UNITS, WHOLE, columns_of, units_of
from ml_models.devices.errors import ProfileError
from ml_models.devices.framing import Bad, Lines
from ml_models.devices.profile import Option

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
INTERVAL = "ms_between_beats"


class Adapter(Lines):
    """Numbers in declared columns with declared units, a declared step apart."""

    name = "csv_lines"
    channels: tuple[str, ...] = (*RATES, "toco", "quality")
    options = {
        "columns": Option("the columns in their order, - for one that is left out"),
        "units": Option("the unit of each column"),
        "step_ms": Option("how far lines are apart", low=100, high=1_000),
        "separator": Option("between two cells", choices=tuple(SEPARATORS), usual="comma"),
        "decimal": Option("before the fraction", choices=("point", "comma"), usual="point"),
    }
    longest = 512
    resync = 512

    def __init__(self, profile: Mapping[str, Any] | None = None) -> None:
        super().__init__(profile)
        self._columns = columns_of(self.profile["columns"])
        self._units = units_of(self._columns, self.profile["units"])
        if self.profile["separator"] == self.profile["decimal"]:
            raise ProfileError("decimal", "contradicts", "another sign than the separator")
        mark = "," if self.profile["decimal"] == "comma" else r"\."
        self._number = re.compile(rf"[+-]?\d{{1,15}}(?:{mark}\d{{1,9}})?")
        self._separator = SEPARATORS[self.profile["separator"]]
        self.channels = tuple(name for name in type(self).channels if name in self._columns)
        self.step_ms = self.profile["step_ms"]
        self.hold_ms = round(1.75 * self.step_ms)
        self.clock = Clock.WALL if self._units.get(TIME, "").startswith("unix") else Clock.SINCE_START
        self._line = -1

    def read(self, line: bytes, phone_ms: int) -> tuple[str, tuple[Sample, ...]] | Bad:
        """Read one line; the declared columns' own names are a heading."""
        try:
            text = line.decode("ascii")
        except UnicodeDecodeError:
            return self._bad("number")
        if not text.strip():
            return "empty", ()
        cells = [cell.strip() for cell in text.split(self._separator)]
        if self._line < 0 and cells == list(self._columns):
            return "heading", ()
        if len(cells) != len(self._columns):
            return self._bad("cells")
        found = self._values(cells)
        if isinstance(found, str):
            return self._bad(found)
        if TIME in self._columns and found[TIME] is None:
            return self._bad("time")
        self._line += 1
        return "line", (self._sample(found, phone_ms),)

    def passed_over(self) -> None:
        """A line that was too long keeps its place, too."""
        self._line += 1

    def _bad(self, reason: str) -> Bad:
        """A damaged line keeps its place among the lines."""
        self._line += 1
        return Bad(reason)

    def _values(self, cells: list[str]) -> dict[str, float | None] | str:
        """Return each column in our unit, None where the cell is empty, or why the line is rejected."""
        found: dict[str, float | None] = {}
        for name, cell in zip(self._columns, cells, strict=True):
            if name == LEFT_OUT:
                continue
            if cell and not self._number.fullmatch(cell):
                return "number"
            value = self._in_our_unit(name, float(cell.replace(",", "."))) if cell else None
            if value is not None and not self._believable(name, value):
                return "range"
            found[name] = None if value == 0 and name in RATES else value
        return found

    def _in_our_unit(self, name: str, value: float) -> float:
        factor = UNITS[name][self._units[name]]
        if self._units[name] != INTERVAL:
            return value * factor
        return factor / value if value else 0.0

    @staticmethod
    def _believable(name: str, value: float) -> bool:
        low, high = LIMITS[name]
        return low <= value <= high and (name not in WHOLE or value == int(value))

    def _sample(self, found: Mapping[str, float | None], phone_ms: int) -> Sample:
        time_ms, battery = found.get(TIME), found.get("battery")
        return Sample(
            phone_ms,
            {name: found[name] for name in self.channels},
            device_ms=self._line * self.profile["step_ms"] if time_ms is None else round(time_ms),
            marks=int(found.get("marks") or 0),
            battery_percent=None if battery is None else int(battery),
        )

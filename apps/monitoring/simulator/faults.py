"""What goes wrong on the way, and when. `sensor_off@120+30`: from second 120 for 30 seconds. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST_S: Final = 24 * 3600
SPELLED: Final = re.compile(r"(?P<kind>[a-z_]+)(@(?P<start>\d{1,5})\+(?P<length>\d{1,5}))?")


class Kind(StrEnum):
    """The first four happen for a while; the rest spoil what is sent, all the time or for a while."""

    SENSOR_OFF = "sensor_off"
    BLUETOOTH = "bluetooth"
    PHONE_ASLEEP = "phone_asleep"
    NETWORK = "network"
    DOUBLED = "doubled"
    SHUFFLED = "shuffled"
    REPEATED = "repeated"


TIMED: Final = (Kind.SENSOR_OFF, Kind.BLUETOOTH, Kind.PHONE_ASLEEP, Kind.NETWORK)


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong from `start_s` to `end_s`, in seconds of the recording."""

    kind: Kind
    start_s: int = 0
    end_s: int = LONGEST_S

    def holds(self, second: int) -> bool:
        """Say whether it goes wrong in this second."""
        return self.start_s <= second < self.end_s


def parse(spelled: str) -> Fault:
    """Read `kind@start+length`, or a kind alone that can be there all the time. Raises ValueError."""
    found = SPELLED.fullmatch(spelled)
    if found is None or found["kind"] not in list(Kind):
        raise ValueError(f"a fault is one of {', '.join(Kind)}, such as sensor_off@120+30; given {spelled!r}")
    kind = Kind(found["kind"])
    if found["start"] is None:
        if kind in TIMED:
            raise ValueError(f"say when, such as {kind}@120+30")
        return Fault(kind)
    start_s, length_s = int(found["start"]), int(found["length"])
    if length_s == 0 or start_s + length_s > LONGEST_S:
        raise ValueError(f"a fault lasts a second at least and ends within a day, given {spelled!r}")
    return Fault(kind, start_s, start_s + length_s)


class Faults:
    """All that goes wrong with one phone."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = tuple(faults)

    def hold(self, kind: Kind, second: int) -> bool:
        """Say whether something of a kind goes wrong in this second."""
        return any(fault.kind is kind and fault.holds(second) for fault in self._faults)

"""Where things stand in an LMTP frame, and how the two known decoders differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

HEADER: Final = b"\x55\xaa"
TYPE_AT: Final = 2


@dataclass(frozen=True)
class Layout:
    """One kind of frame; `rates_at` is where the two rates, uterine activity and the movement curve begin."""

    kind: str
    length: int
    rates_at: int = 0
    index_at: int = 0


RATES: Final = Layout("rates", 10, rates_at=3)
INDEXED: Final = Layout("indexed rates", 12, rates_at=5, index_at=3)
SOUND: Final = Layout("sound", 107)
ANSWER: Final = Layout("answer", 8)
LAYOUTS: Final = {
    0x01: RATES,
    0x03: RATES,
    0x13: INDEXED,
    0x08: SOUND,
    0x09: SOUND,
    0x19: SOUND,
    0x30: ANSWER,
    0x31: ANSWER,
}

RATE_BPM: Final = (50, 210)
MOST_TOCO: Final = 100
MOST_MOVEMENT: Final = 40
HAS_FHR1, HAS_FHR2, HAS_TOCO = 0x10, 0x20, 0x40
SIGNAL_MASK: Final = 0x03
BATTERY_STEPS: Final = 4


@dataclass(frozen=True)
class Decoder:
    """Where a decoder looks for the movement flag (byte 7) and the battery (byte 8)."""

    movement_flag: int
    battery_mask: int


DECODERS: Final = {"newer": Decoder(0x04, 0x0F), "2.3": Decoder(0x40, 0x07)}

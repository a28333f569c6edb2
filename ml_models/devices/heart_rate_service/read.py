"""One notification of characteristic 0x2A37 in, one sample out."""

from __future__ import annotations

import struct

from ml_models.devices.base import Sample
from ml_models.devices.framing import Bad, Good, Messages
from ml_models.devices.profile import Option

WIDE, ENERGY, INTERVALS = 0x01, 0x08, 0x10
CONTACT_BITS = {"standard": (0x02, 0x04), "swapped": (0x04, 0x02)}
"""(detected, supported) for each way in which devices set them."""
MOST_BPM = 300
RR_UNITS_PER_S = 1024


class Adapter(Messages):
    """Heart Rate Measurement (service 0x180D, characteristic 0x2A37), always of the mother."""

    name = "heart_rate_service"
    channels = ("mhr_bpm",)
    options = {
        "contact_bits": Option("which bit says «detected»", choices=tuple(CONTACT_BITS), usual="standard")
    }
    longest = 512
    hold_ms = 2_000

    def read(self, message: bytes, phone_ms: int) -> Good | Bad:
        """Flags; rate u8 or u16; [energy u16]; [intervals u16 in 1/1024 s]. 0 and lost contact are no value."""
        flags = message[0]
        rate_size = 2 if flags & WIDE else 1
        place = 1 + rate_size + (2 if flags & ENERGY else 0)
        rest = len(message) - place
        if rest < 0 or (flags & INTERVALS and rest % 2):
            return Bad("cut_off")
        if rest and not flags & INTERVALS:
            return Bad("length")
        bpm = int.from_bytes(message[1 : 1 + rate_size], "little")
        if bpm > MOST_BPM:
            return Bad("range")
        contact = self._contact(flags)
        units = struct.unpack(f"<{rest // 2}H", message[place:])
        details = {"energy_kj": float(int.from_bytes(message[place - 2 : place], "little"))}
        sample = Sample(
            phone_ms,
            {"mhr_bpm": None if bpm == 0 or contact is False else float(bpm)},
            contact=contact,
            rr_s=tuple(unit / RR_UNITS_PER_S for unit in units if unit),
            details=details if flags & ENERGY else {},
        )
        return Good(len(message), "heart rate", (sample,))

    def _contact(self, flags: int) -> bool | None:
        detected, supported = CONTACT_BITS[self.profile["contact_bits"]]
        return bool(flags & detected) if flags & supported else None

"""Packets of either product line in, the mother's rate out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ml_models.devices.base import Sample
from ml_models.devices.framing import Bad, Good, Stream
from ml_models.devices.lepu.crc import crc8
from ml_models.devices.profile import Option

HEAD_SIZE, MOST_PAYLOAD = 7, 256
REAL_TIME = 0x03
LEAST_REAL_TIME = 12
LEAD_ON, LEAD_OFF = 1, 0
BEDSIDE_SIZE, BEDSIDE_MARK_AT, BEDSIDE_MARK = 44, 41, 0xF1
MOST_BPM, MOST_PERCENT = 300, 100


class Adapter(Stream):
    """Oximeters behind the A5 envelope, bedside monitors that begin A5 5A; the profile says which line it is."""

    name = "lepu"
    channels = ("mhr_bpm",)
    options = {
        "line": Option("A5 with complement and CRC, or the bedside monitors' A5 5A", choices=("a5", "a5_5a"))
    }
    headers: ClassVar[tuple[bytes, ...]] = (b"\xa5",)
    longest = HEAD_SIZE + MOST_PAYLOAD + 1
    hold_ms = 2_000
    resync = BEDSIDE_SIZE

    def __init__(self, profile: Mapping[str, Any] | None = None) -> None:
        super().__init__(profile)
        self._read = _envelope if self.profile["line"] == "a5" else _bedside

    def read(self, data: bytes, *, start: int, phone_ms: int, last: bool) -> Good | Bad | None:
        """Read one packet of the declared line."""
        return self._read(data, phone_ms)


def _envelope(data: bytes, phone_ms: int) -> Good | Bad | None:
    """A5, command, its complement, type, sequence, length u16, payload, CRC-8 of all before."""
    if len(data) >= 3 and data[1] ^ data[2] != 0xFF:
        return Bad("complement")
    if len(data) < HEAD_SIZE:
        return None
    size = int.from_bytes(data[5:7], "little")
    if size > MOST_PAYLOAD:
        return Bad("too_long")
    length = HEAD_SIZE + size + 1
    if len(data) < length:
        return None
    if crc8(data[: length - 1]) != data[length - 1]:
        return Bad("checksum", length)
    if data[1] != REAL_TIME or size < LEAST_REAL_TIME:
        return Good(length, "command")
    return _oximeter(data[HEAD_SIZE : length - 1], length, phone_ms)


def _oximeter(payload: bytes, length: int, phone_ms: int) -> Good | Bad:
    """Saturation, pulse u16, battery, charging, perfusion index, lead; 10–11 length of the wave, then the wave."""
    saturation, battery, charging, perfusion, lead = payload[0], *payload[3:7]
    pulse = int.from_bytes(payload[1:3], "little")
    if int.from_bytes(payload[10:12], "little") != len(payload) - LEAST_REAL_TIME:
        return Bad("length", length)
    if pulse > MOST_BPM or saturation > MOST_PERCENT:
        return Bad("range", length)
    contact = {LEAD_ON: True, LEAD_OFF: False}.get(lead)
    details = {"perfusion_index": float(perfusion), "charging": float(charging), "lead": float(lead)}
    if saturation and contact:
        details["spo2_percent"] = float(saturation)
    sample = Sample(
        phone_ms,
        {"mhr_bpm": float(pulse) if pulse and contact else None},
        battery_percent=battery if battery <= MOST_PERCENT else None,
        contact=contact,
        details=details,
    )
    return Good(length, "real-time", (sample,))


def _bedside(data: bytes, phone_ms: int) -> Good | Bad | None:
    """44 bytes, 25 a second: five points of each wave, rate of the ECG, pulse, saturation, battery."""
    if len(data) >= 2 and data[1] != 0x5A:
        return Bad("noise")
    if len(data) > BEDSIDE_MARK_AT and data[BEDSIDE_MARK_AT] != BEDSIDE_MARK:
        return Bad("mark", BEDSIDE_MARK_AT + 1)
    if len(data) < BEDSIDE_SIZE:
        return None
    rate, pulse = (int.from_bytes(data[at : at + 2], "little") for at in (14, 35))
    saturation, perfusion, battery = data[37], data[38], data[42]
    if max(rate, pulse) > MOST_BPM or saturation > MOST_PERCENT:
        return Bad("range", BEDSIDE_SIZE)
    details = {"ecg_bpm": float(rate), "pulse_bpm": float(pulse), "perfusion_index": float(perfusion)}
    if saturation:
        details["spo2_percent"] = float(saturation)
    sample = Sample(
        phone_ms,
        {"mhr_bpm": float(rate or pulse) or None},
        battery_percent=battery if battery <= MOST_PERCENT else None,
        details=details,
    )
    return Good(BEDSIDE_SIZE, "bedside", (sample,))

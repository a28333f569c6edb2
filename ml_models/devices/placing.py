"""From the clocks of a sample to its place since the beginning of the trace.

The phone's clock says where in the day, the device's how far apart. A device's clock may be two days wrong, run fast or
begin anew: it is never believed farther than `LEASH_MS` away from the phone's, unless the samples come out of a store,
where the phone's clock says nothing.
"""

from __future__ import annotations

from typing import Final

from ml_models.ctg.limits import MAX_DURATION_S
from ml_models.devices.base import Clock, Sample

LEASH_MS: Final = 2_000
DRIFT_STEPS: Final = 64
"""Of what the clocks are apart, this part is taken back with each sample: jitter of a radio is far shorter."""
LATEST_MS: Final = 7_258_118_400_000
"""The year 2200: a wall clock beyond it is none."""
FARTHEST_MS: Final = MAX_DURATION_S * 1_000


class Placing:
    """Gives each sample its milliseconds since the beginning; times of one kind never run backwards by the phone's clock.

    `start_ms` is when the trace began by the phone's clock, None for the moment of the first sample. `stored` says that
    the samples come out of a store: then the device's time alone counts, from its own beginning.
    """

    def __init__(
        self, clock: Clock, *, delay_ms: int = 0, start_ms: int | None = None, stored: bool = False
    ) -> None:
        self.jumps = 0
        """How often one of the clocks jumped and the place was taken from the phone's anew."""
        self.clock, self._delay_ms, self._stored = clock, delay_ms, stored
        self._start_ms = start_ms
        self._shift_ms = 0
        self._latest_ms: int | None = None
        self._anchor_ms: float | None = 0 if stored and clock is Clock.SINCE_START else None

    def since_start_ms(self, sample: Sample) -> int:
        """Return the place of one sample; samples are given in the order in which they came."""
        if self.clock is Clock.NONE or sample.device_ms is None:
            return self.of_phone(sample.phone_ms - self._delay_ms)
        if self._stored:
            if self._anchor_ms is None:
                self._anchor_ms = -sample.device_ms
            return round(self._anchor_ms + sample.device_ms)
        return self._by_both(sample.device_ms, self.of_phone(sample.phone_ms - self._delay_ms))

    def _by_both(self, device_ms: int, by_phone_ms: int) -> int:
        """Follow the device's clock on its leash; what it drifts from the phone's is taken back little by little."""
        if self._anchor_ms is None:
            self._anchor_ms = by_phone_ms - device_ms
        beside_ms = by_phone_ms - (self._anchor_ms + device_ms)
        if abs(beside_ms) > LEASH_MS:
            self._anchor_ms += beside_ms
            self.jumps += 1
            return by_phone_ms
        at_ms = round(self._anchor_ms + device_ms)
        self._anchor_ms += beside_ms / DRIFT_STEPS
        return at_ms

    def settled_ms(self, phone_ms: int) -> int:
        """Return the place before which no sample that comes from now on is expected."""
        patience_ms = 0 if self.clock is Clock.NONE else LEASH_MS
        return self.of_phone(phone_ms - self._delay_ms) - patience_ms

    def wall_ms(self, sample: Sample) -> int | None:
        """Return what the device believes that the time is, in milliseconds since 1970; None where it tells none."""
        told = sample.device_ms if self.clock is Clock.WALL else None
        return told if told is not None and 0 <= told <= LATEST_MS else None

    def of_phone(self, phone_ms: int) -> int:
        """Return the place of now by the phone's clock.

        Never before an earlier one: where that clock was set back, time goes on from where it was. What lies farther
        ahead than a recording can last moves nothing.
        """
        if self._start_ms is None:
            self._start_ms = phone_ms
        now_ms = self.moment_of_phone(phone_ms)
        if now_ms > FARTHEST_MS:
            return now_ms
        if self._latest_ms is not None and now_ms < self._latest_ms:
            if now_ms < self._latest_ms - LEASH_MS:
                self._shift_ms += self._latest_ms - now_ms
                self.jumps += 1
            now_ms = self._latest_ms
        self._latest_ms = now_ms
        return now_ms

    def moment_of_phone(self, phone_ms: int) -> int:
        """Return the place of any moment of the phone's clock, as that clock is now."""
        return phone_ms - (phone_ms if self._start_ms is None else self._start_ms) + self._shift_ms

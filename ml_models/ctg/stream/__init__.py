"""A trace that is still being recorded: pieces in, an update out, and at the end what `analyze` says of the whole.

    stream = ctg.Stream(gestation_weeks=37.0)
    update = stream.push({"fhr1_bpm": piece, "toco": piece})
    analysis = stream.close()

What an update says is provisional: the method looks ahead, and the end of a trace has nothing ahead of it. Measured
differences, and why the windows are as long as they are: decision 0046.
"""

from __future__ import annotations

from ml_models.ctg.stream.following import Followed
from ml_models.ctg.stream.signal import SIGNAL_WORDS, Signal
from ml_models.ctg.stream.stream import Stream
from ml_models.ctg.stream.update import Update

__all__ = ["SIGNAL_WORDS", "Followed", "Signal", "Stream", "Update"]

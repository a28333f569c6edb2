"""How much of what a recording may hold. Checked before anything large is parsed or allocated."""

from __future__ import annotations

from typing import Final

FS_HZ: Final = 4.0
"""Sampling rate inside the product, in hertz."""

MIN_SOURCE_HZ: Final = 1.0
MAX_SOURCE_HZ: Final = 10.0

MAX_HOURS: Final = 24
MAX_DURATION_S: Final = MAX_HOURS * 3600
MAX_SAMPLES: Final = int(MAX_DURATION_S * FS_HZ)
MAX_SOURCE_ROWS: Final = int(MAX_DURATION_S * MAX_SOURCE_HZ)

MAX_RATE_BPM: Final = 300.0
"""Single values of 293 bpm occur in public data; nothing above was met."""

MIN_TOCO: Final = -100.0
MAX_TOCO: Final = 400.0

MAX_QUALITY: Final = 3
MAX_MARK: Final = 255

MAX_TEXT_BYTES: Final = 64 * 1024 * 1024
"""CSV and JSON: 24 h at 10 Hz with all channels stay below."""

MAX_HEADER_BYTES: Final = 64 * 1024
MAX_SIGNALS: Final = 32

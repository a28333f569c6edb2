"""`.json` of the project: `{"fs_hz": 4, "fhr1_bpm": [140.25, null, ...], ...}`. Rules in README.md."""

from __future__ import annotations

from ml_models.ctg.formats.base import Format
from ml_models.ctg.formats.json_text.read import read
from ml_models.ctg.formats.json_text.write import write
from ml_models.ctg.limits import MAX_TEXT_BYTES

FORMAT = Format("json", (".json",), MAX_TEXT_BYTES, read, write)

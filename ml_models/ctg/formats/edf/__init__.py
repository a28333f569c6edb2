"""EDF and continuous EDF+. Rules in README.md."""

from __future__ import annotations

from ml_models.ctg.formats.base import Format
from ml_models.ctg.formats.edf.read import MAX_BYTES, read

FORMAT = Format("edf", (".edf",), MAX_BYTES, read)

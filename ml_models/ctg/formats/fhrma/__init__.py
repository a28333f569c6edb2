"""`.fhr` and `.fhrm`: the binary files of the FHRMA data sets. Layout in README.md."""

from __future__ import annotations

from functools import partial

from ml_models.ctg.formats.base import Format
from ml_models.ctg.formats.fhrma.layout import FHR_LAYOUT, FHRM_LAYOUT, max_bytes
from ml_models.ctg.formats.fhrma.read import read
from ml_models.ctg.formats.fhrma.write import write

FHR = Format("fhr", (".fhr",), max_bytes(FHR_LAYOUT), partial(read, FHR_LAYOUT), partial(write, FHR_LAYOUT))
FHRM = Format(
    "fhrm", (".fhrm",), max_bytes(FHRM_LAYOUT), partial(read, FHRM_LAYOUT), partial(write, FHRM_LAYOUT)
)

"""WFDB: a text header `.hea` and a data file `.dat` of format 16. Rules in README.md."""

from __future__ import annotations

from ml_models.ctg.formats.base import Format
from ml_models.ctg.formats.wfdb.header import data_files
from ml_models.ctg.formats.wfdb.read import MAX_BYTES, read

FORMAT = Format("wfdb", (".hea",), MAX_BYTES, read, companions_of=data_files)

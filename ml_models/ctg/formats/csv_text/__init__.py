"""`.csv` of the project: `t_s,fhr1_bpm,fhr2_bpm,mhr_bpm,toco`. Rules in README.md."""

from __future__ import annotations

from ml_models.ctg.formats.base import Format
from ml_models.ctg.formats.csv_text.read import read
from ml_models.ctg.formats.csv_text.write import write
from ml_models.ctg.limits import MAX_TEXT_BYTES

FORMAT = Format("csv", (".csv",), MAX_TEXT_BYTES, read, write)

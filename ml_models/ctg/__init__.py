"""Cardiotocograms: read, clean, analyse, generate. Pure numpy and scipy; torch is never imported here.

    from ml_models import ctg
    recording = ctg.read("x.fhrm")
    analysis = ctg.analyze(recording, gestation_weeks=37.0)

Owns: file formats, baseline, events, numbers, the generator. Emits nothing, listens to nothing.
Algorithm card: docs/clinical/ctg.md.
"""

from __future__ import annotations

from ml_models.ctg.analysis import METHOD_VERSION, Analysis, analyze
from ml_models.ctg.errors import FormatError
from ml_models.ctg.events import Event
from ml_models.ctg.formats import read, read_bytes, write, write_bytes
from ml_models.ctg.generator import Truth, generate, generate_with_truth
from ml_models.ctg.recording import Recording, Source

__all__ = [
    "METHOD_VERSION",
    "Analysis",
    "Event",
    "FormatError",
    "Recording",
    "Source",
    "Truth",
    "analyze",
    "generate",
    "generate_with_truth",
    "read",
    "read_bytes",
    "write",
    "write_bytes",
]

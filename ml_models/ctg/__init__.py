"""Cardiotocograms: read, clean, analyse, generate. Pure numpy and scipy; torch is never imported here.

    from ml_models import ctg
    recording = ctg.read("x.fhrm")
    analysis = ctg.analyze(recording, gestation_weeks=37.0)

Owns: file formats, baseline, events, numbers, verdicts and their rule tables, the report, the generator. Emits
nothing, listens to nothing.
Algorithm card: docs/clinical/ctg.md.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ml_models.ctg.errors import FormatError
from ml_models.ctg.formats import read, read_bytes, write, write_bytes
from ml_models.ctg.recording import Recording, Source

if TYPE_CHECKING:
    from ml_models.ctg import report
    from ml_models.ctg.analysis import METHOD_VERSION, Analysis, analyze
    from ml_models.ctg.events import Event
    from ml_models.ctg.false_signal.probability import weights_sha256
    from ml_models.ctg.generator import Truth, generate, generate_with_truth
    from ml_models.ctg.outcome import NotInLabour, OutcomeScore
    from ml_models.ctg.stream import Stream, Update
    from ml_models.ctg.verdicts import Item, Verdict

# Only what computes needs scipy, which takes most of a second to load: loaded when it is first asked for.
_LATER = {
    "METHOD_VERSION": "analysis",
    "Analysis": "analysis",
    "analyze": "analysis",
    "Event": "events",
    "Truth": "generator",
    "generate": "generator",
    "generate_with_truth": "generator",
    "NotInLabour": "outcome",
    "OutcomeScore": "outcome",
    "Item": "verdicts",
    "Verdict": "verdicts",
    "Stream": "stream",
    "Update": "stream",
    "weights_sha256": "false_signal.probability",
}

__all__ = [
    "METHOD_VERSION",
    "Analysis",
    "Event",
    "FormatError",
    "Item",
    "NotInLabour",
    "OutcomeScore",
    "Recording",
    "Source",
    "Stream",
    "Truth",
    "Update",
    "Verdict",
    "analyze",
    "generate",
    "generate_with_truth",
    "read",
    "read_bytes",
    "report",
    "weights_sha256",
    "write",
    "write_bytes",
]


def __getattr__(name: str) -> Any:
    """Load what computes. Raises AttributeError for a name that is not here."""
    if name == "report":
        return import_module(f"{__name__}.report")
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)

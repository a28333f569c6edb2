"""What every adapter must do, whoever wrote it: run it from a terminal or as tests.

    python -m ml_models.devices.conformance my_module:Adapter --frames my_frames.json

Each check is told in `checks.CHECKS`; docs/how-to/write-a-device-adapter.md shows a whole adapter pass.
"""

from __future__ import annotations

from ml_models.devices.conformance.cases import Case, CasesError, Packet, read_cases
from ml_models.devices.conformance.checks import CHECKS, Failed, Skipped, checked
from ml_models.devices.conformance.suite import AdapterConformance

__all__ = [
    "CHECKS",
    "AdapterConformance",
    "Case",
    "CasesError",
    "Failed",
    "Packet",
    "Skipped",
    "checked",
    "read_cases",
]

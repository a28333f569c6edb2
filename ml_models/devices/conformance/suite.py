"""The checks as tests: inherit the class, name the adapter and its frames, run pytest.

class TestMyDevice(AdapterConformance):
    adapter = Adapter
    frames = "my_frames.json"
"""

from __future__ import annotations

import unittest
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from ml_models.devices.base import Adapter
from ml_models.devices.conformance.cases import Case, read_cases
from ml_models.devices.conformance.checks import CHECKS, Check, Skipped


class AdapterConformance:
    """One test for each check."""

    adapter: ClassVar[type[Adapter]]
    frames: ClassVar[str | Path]

    def cases(self) -> Sequence[Case]:
        """Return what to test with; another source than a file may be named here."""
        return read_cases(self.frames)


def _test(check: Check) -> Callable[[AdapterConformance], None]:
    def test(self: AdapterConformance) -> None:
        try:
            check(self.adapter, self.cases())
        except Skipped as reason:
            raise unittest.SkipTest(str(reason)) from None

    test.__doc__ = check.__doc__
    return test


for _check in CHECKS:
    setattr(AdapterConformance, f"test_it_{_check.__name__}", _test(_check))

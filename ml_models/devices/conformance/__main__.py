"""`python -m ml_models.devices.conformance MODULE:Adapter --frames FILE`: 0 where every check passes, else 1."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import Any

from ml_models.devices.base import Adapter
from ml_models.devices.conformance.cases import CasesError, read_cases
from ml_models.devices.conformance.checks import CHECKS, checked
from ml_models.devices.errors import ProfileError


def main(arguments: list[str] | None = None) -> int:
    """Run the suite; 2 where there is nothing to run it on."""
    parser = argparse.ArgumentParser(
        prog="python -m ml_models.devices.conformance", description="Check a device adapter."
    )
    parser.add_argument("adapter", help="module:Class, for example ml_models.devices.lmtp:Adapter")
    parser.add_argument("--frames", required=True, help="a JSON file: what arrives, and what it means")
    asked = parser.parse_args(arguments)
    try:
        kind, cases = _loaded(asked.adapter), read_cases(asked.frames)
        for case in cases:
            kind(case.profile)
    except (CasesError, ProfileError, OSError, ImportError, AttributeError, TypeError, ValueError) as error:
        print(f"error: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    told = checked(kind, cases)
    for check in CHECKS:
        problem = told[check.__name__]
        state = "ok" if not problem else "skipped" if problem.startswith("skipped: ") else "FAILED"
        print(f"{state:<8}{check.__name__:<22}{problem.removeprefix('skipped: ') or check.__doc__}")
    failed = [problem for problem in told.values() if problem and not problem.startswith("skipped: ")]
    print(f"{len(cases)} cases, {len(failed)} of {len(told)} checks failed")
    return 1 if failed else 0


def _loaded(name: str) -> type[Adapter]:
    module, _, attribute = name.partition(":")
    kind: Any = getattr(import_module(module), attribute or "Adapter")
    if not (isinstance(kind, type) and issubclass(kind, Adapter)):
        raise TypeError(f"{name} is no ml_models.devices.Adapter")
    return kind


if __name__ == "__main__":
    sys.exit(main())

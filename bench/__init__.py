"""Figures that the project claims, reproducible: `python -m bench NAME [--json]`.

A bench is a module of this package with a function `run() -> Report`; its name is the module's name.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Report:
    """What a bench prints: tables of rows that say what was asked and what was reached."""

    name: str
    ok: bool | None = None
    """Whether everything that must hold holds; None where a bench does not judge."""
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

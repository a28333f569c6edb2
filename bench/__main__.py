"""`python -m bench NAME [--json]`: run one bench and print its tables."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from pathlib import Path
from typing import Any

import bench
from bench import Report


def names() -> list[str]:
    """Every module of the package that is a bench."""
    return sorted(
        module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_")
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=bench.__doc__)
    parser.add_argument("name", choices=names())
    parser.add_argument("--json", action="store_true", help="one object instead of tables")
    parser.add_argument("--data", type=Path, help="photos to measure with (food)")
    asked = parser.parse_args()
    given = {"data": asked.data} if asked.data else {}
    report: Report = importlib.import_module(f"bench.{asked.name}").run(**given)
    print(json.dumps(report.to_dict(), indent=1) if asked.json else text(report))
    return 0


def text(report: Report) -> str:
    """Tables for a terminal."""
    parts = [f"bench {report.name}"]
    for title, rows in report.tables.items():
        parts += ["", title, *_table(rows)]
    return "\n".join([*parts, "", *report.remarks])


def _table(rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return ["  (nothing measured)"]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = [columns, *([_cell(row.get(column)) for column in columns] for row in rows)]
    widths = [max(len(line[k]) for line in cells) for k in range(len(columns))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())

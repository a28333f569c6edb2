"""`python -m scripts.food_table FOLDER [--into FOLDER]`: build the packed table."""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import django
import zstandard
from django.conf import settings

from scripts.food_table.foods import Table
from scripts.food_table.sources import Sources

DATA = Path(__file__).resolve().parents[2] / "apps/nutrition/table/data"
LEVEL = 19


def build(shared: Path) -> dict[str, bytes]:
    """Return the unpacked files by name. The same sources give the same bytes."""
    table = Table(Sources.read(shared))
    made = {
        "foods": table.foods(),
        "portions": table.portions(),
        "ingredients": table.ingredients(),
        "words": table.words(),
    }
    return {name: as_csv(rows) for name, rows in made.items()}


def as_csv(rows: Iterable[dict[str, Any]]) -> bytes:
    """Return rows as CSV with a header."""
    out, writer = io.StringIO(newline=""), None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(out, list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow(row)
    return out.getvalue().encode()


def main() -> None:
    """Write the packed files, and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--into", type=Path, default=DATA)
    arguments = parser.parse_args()
    settings.configure(USE_I18N=False)
    django.setup()
    arguments.into.mkdir(exist_ok=True)
    for name, data in build(arguments.shared).items():
        packed = zstandard.ZstdCompressor(level=LEVEL).compress(data)
        (arguments.into / f"{name}.csv.zst").write_bytes(packed)
        print(f"{name}: {data.count(10) - 1} rows, {len(data):,} bytes, packed {len(packed):,}")


if __name__ == "__main__":
    main()

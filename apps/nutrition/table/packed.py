"""The food table as it lies in the repository: CSV files packed with zstd, and what tables they come from.

Built by `python -m scripts.food_table`; `data/PROVENANCE.md` says of what.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import zstandard

DATA: Final = Path(__file__).resolve().parent / "data"
FILES: Final = ("foods", "portions", "ingredients", "words")
CHUNK_BYTES: Final = 1 << 18


def tables() -> list[dict[str, str]]:
    """Return what is to be known of each table: code, name, version, source, licence, terms."""
    found: list[dict[str, str]] = tomllib.loads((DATA / "tables.toml").read_text())["table"]
    return found


@cache
def digest() -> str:
    """Return what changes with any of the files: the name of this state of the table."""
    names = ["tables.toml", *(f"{name}.csv.zst" for name in FILES)]
    return sha256(b"".join(sha256((DATA / name).read_bytes()).digest() for name in names)).hexdigest()


def chunks(name: str) -> Iterator[bytes]:
    """Return a file's CSV with its header, a piece at a time."""
    with (
        (DATA / f"{name}.csv.zst").open("rb") as file,
        zstandard.ZstdDecompressor().stream_reader(file) as reader,
    ):
        while chunk := reader.read(CHUNK_BYTES):
            yield chunk

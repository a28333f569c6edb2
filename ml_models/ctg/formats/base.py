"""What a format offers to the registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ml_models.ctg.errors import FormatError
from ml_models.ctg.recording import Recording

Reader = Callable[[bytes, Mapping[str, bytes]], Recording]
Writer = Callable[[Recording], bytes]


def no_companions(data: bytes) -> tuple[str, ...]:
    """Most formats are one file."""
    return ()


@dataclass(frozen=True)
class Format:
    """One file format. `read` takes the file and its companions by name and raises `FormatError` only."""

    name: str
    suffixes: tuple[str, ...]
    max_bytes: int
    read: Reader
    write: Writer | None = None
    companions_of: Callable[[bytes], tuple[str, ...]] = no_companions


def decoded(data: bytes, encoding: str = "utf-8") -> str:
    """Return `data` as text without a byte order mark."""
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise FormatError("file", "the text is not valid", encoding.upper(), f"byte {error.start}") from error

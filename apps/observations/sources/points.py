"""What every decoder makes of a point: a reading, a wish to delete one, or a refusal with the place in the document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from apps.observations.sources.words import say

LONGEST_NAME: Final = 120
IS_UUID: Final = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}").fullmatch


@dataclass(slots=True)
class Reading:
    """One reading in the canonical unit. `start` and `end` are aware; their own offsets count where `offset` is known.

    `offset` and `end_offset`: minutes east of UTC; None: the source said UTC only, or nothing.
    """

    measure: str
    source_app: str
    external_id: str
    origin: str
    start: datetime
    end: datetime
    value: float | None
    second_value: float | None = None
    offset: int | None = None
    end_offset: int | None = None
    zone_name: str = ""
    device: str = ""
    modality: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    is_unlikely: bool = False
    source_changed_at: datetime | None = None


@dataclass(slots=True)
class Deletion:
    """The source says that a reading is gone; `source_changed_at`: since when, where it says so."""

    source_app: str
    external_id: str
    source_changed_at: datetime | None = None


class Refused(Exception):
    """A point that cannot be stored. `path` is JSONPath inside the point; `reason` is a sentence for people."""

    def __init__(self, code: str, path: str, *, reason: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code, self.path, self.values, self._reason = code, path, values, reason

    @property
    def reason(self) -> str:
        """The sentence, in the language of the request."""
        return self._reason or say(self.code, self.values)


def json_path(parts: Sequence[str | int], start: str = "$") -> str:
    """Return JSONPath of a place, such as `$.body.blood_glucose.unit`."""
    return start + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)


def name_of(given: Any) -> str:
    """Return a name of an app or a device as it may be kept: cut where it is too long, empty where it is none."""
    return given.replace("\0", "").strip()[:LONGEST_NAME] if isinstance(given, str) else ""


def id_of(given: Any, path: str) -> str:
    """Return a source's id as it may be kept: its digest where it is too long or holds NUL. Raises Refused.

    A UUID is the same in capitals: a phone names a point in one way and deletes it in another.
    """
    if not isinstance(given, str) or not given.strip():
        raise Refused("bad_name", path, limit=LONGEST_NAME)
    if IS_UUID(given):
        return given.lower()
    if len(given) > LONGEST_NAME or "\0" in given:
        return "sha256:" + sha256(given.encode("utf-8", "surrogatepass")).hexdigest()
    return given

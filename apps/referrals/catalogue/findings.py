"""What is wrong with a feed, or with one item of it."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field
from typing import Any

from apps.referrals.catalogue.storable import parts


class FeedRefused(ValueError):
    """The whole file is refused, and the old catalogue stays. `code`: docs/reference/feeds.md."""

    def __init__(self, code: str, *, line: int | None = None, limit: object = "") -> None:
        super().__init__(f"{code} line={line} limit={limit}")
        self.code, self.line, self.limit = code, line, str(limit)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one field. A refused field may refuse the item (`is_refused`), or only be left out (a warning)."""

    field: str
    rule: str
    limit: str = ""
    is_refused: bool = True


@dataclass(slots=True)
class Raw:
    """An item as the file has it: names of the merchant feed, in lower case, with text, lists or nested parts.

    `number` counts items from 1; `line` is None where the form has no lines, or more than the parser counts.
    `faults` is what the reader itself found: bytes that are no text, a line that is no JSON. Whatever the form, what no
    database can keep is gone from names and values; `is_storable`: the form has none of it, as XML has not.
    """

    number: int
    line: int | None
    values: dict[str, Any]
    faults: list[Finding] = field(default_factory=list)
    is_storable: InitVar[bool] = False

    def __post_init__(self, is_storable: bool) -> None:
        if not is_storable:
            self.values = parts(self.values)

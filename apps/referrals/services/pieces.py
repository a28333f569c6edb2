"""Items of a feed, made ready for the staging table: checked, judged, written as lines; and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from apps.referrals.catalogue.extras import KNOWN
from apps.referrals.catalogue.fields import ID, Terms, checked
from apps.referrals.catalogue.findings import Finding, Raw
from apps.referrals.screening.judging import judged
from apps.referrals.services import rows
from apps.referrals.services.saying import Saying
from apps.referrals.services.staging import Adding, Asked, Found

GROUP: Final = 500
MOST_BYTES: Final = 2_000_000
"""So many items, or so much of them, are made ready together."""
Said = tuple[Raw, bytes | None]
"""An item, and the digest of what it says."""
MOST_WARNINGS_OF_RULE: Final = 1_000


@dataclass
class Piece:
    """What was made of some items."""

    findings: list[Found] = field(default_factory=list)
    columns: Counter[str] = field(default_factory=Counter)
    read: int = 0
    refused: int = 0
    warnings: int = 0


def made(raws: Iterable[Raw], terms: Terms, kept: dict[str, int], stage: Adding) -> Piece:
    """Make items ready and stage them. `kept`: warnings of each rule so far; refusals are all kept."""
    found, saying, items = Piece(), Saying(terms), iter(raws)
    while group := _group(items, saying):
        same = stage.same([one for raw, said in group if (one := _asked(raw, said))])
        lines = _lines(found, [one for one in group if one[0].number not in same], terms, kept)
        stage.lines(lines)
        found.read += len(group)
        for raw, _said in group:
            if not raw.values.keys() <= KNOWN:
                found.columns.update(raw.values.keys() - KNOWN)
    return found


def _group(raws: Iterator[Raw], saying: Saying) -> list[Said]:
    """Return the next items with the digests of what they say: a bounded number, and bytes."""
    group, left = [], MOST_BYTES
    for raw in raws:
        said, size = saying.of(raw)
        group.append((raw, said))
        left -= size
        if left < 0 or len(group) == GROUP:
            break
    return group


def _asked(raw: Raw, said: bytes | None) -> Asked | None:
    """Return what is asked of an item; None where no product can have been remembered with it."""
    item_id = raw.values.get("id")
    if said is None or not isinstance(item_id, str) or not ID.fullmatch(item_id):
        return None
    return raw.number, raw.line, item_id, said.hex()


def _lines(found: Piece, group: list[Said], terms: Terms, kept: dict[str, int]) -> list[str]:
    """Return the lines of those items that hold. Each step is done for all of them: what it needs stays near."""
    every = [(raw, said, *checked(raw, terms)) for raw, said in group]
    for raw, _said, item, findings in every:
        found.refused += item is None
        if findings:
            _note(found, raw, findings, kept)
    holding = [(raw, said, item, not findings) for raw, said, item, findings in every if item is not None]
    values = [rows.values(item, judged(item)) for _raw, _said, item, _is_clean in holding]
    return [
        rows.line(raw.number, raw.line, said if is_clean else None, given)
        for (raw, said, _item, is_clean), given in zip(holding, values, strict=True)
    ]


def _note(found: Piece, raw: Raw, findings: list[Finding], kept: dict[str, int]) -> None:
    item_id = str(raw.values.get("id", ""))[:60]
    for one in findings:
        if not one.is_refused:
            found.warnings += 1
            kept[one.rule] = kept.get(one.rule, 0) + 1
            if kept[one.rule] > MOST_WARNINGS_OF_RULE:
                continue
        found.findings.append(
            Found(raw.number, raw.line, item_id, one.field, one.rule, one.limit, one.is_refused)
        )

"""Whether an item says what it has said before: then what was made of it still holds, and it is not looked at again."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from pathlib import Path
from typing import Final

import orjson

from apps.referrals.catalogue.fields import Terms
from apps.referrals.catalogue.findings import Raw
from apps.referrals.screening.verdicts import RULES_VERSION

DIGEST_BYTES: Final = 16
TIMED: Final = ("availability_date", "expiration_date")
"""What these mean depends on the day on which they are read."""
APPS: Final = Path(__file__).parents[2]
READERS: Final = (
    "referrals/catalogue",
    "referrals/screening",
    "referrals/offering",
    "referrals/services/rows.py",
    "foundation/contracts",
)
"""Where it is decided what becomes of an item: code and tables."""
KINDS: Final = frozenset({".py", ".csv", ".toml", ".txt"})


class Saying:
    """Digests of what items say to a partner's terms: other terms, rules, code or tables give other digests."""

    def __init__(self, terms: Terms) -> None:
        agreed = [sorted(terms.hosts), sorted(terms.currencies), RULES_VERSION, platform.python_version()]
        self._begun = hashlib.blake2b(orjson.dumps(agreed) + readers(), digest_size=DIGEST_BYTES)

    def of(self, raw: Raw) -> tuple[bytes | None, int]:
        """Return the digest, and the bytes that the item takes. None: it has to be looked at each time."""
        said = orjson.dumps(raw.values)
        if raw.faults or any(map(raw.values.get, TIMED)):
            return None, len(said)
        digest = self._begun.copy()
        digest.update(said)
        return digest.digest(), len(said)


@cache
def readers() -> bytes:
    """Return a digest of everything that decides what becomes of an item: so that nobody has to count versions."""
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for place in READERS:
        files = (APPS / place).rglob("*") if (APPS / place).is_dir() else [APPS / place]
        for file in sorted(files):
            if file.suffix in KINDS:
                digest.update(f"{file.relative_to(APPS)}\0".encode() + file.read_bytes())
    return digest.digest()

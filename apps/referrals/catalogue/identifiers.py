"""GTINs: 8, 12, 13 or 14 digits, kept as 14."""

from __future__ import annotations

import re
from typing import Final

from stdnum import ean

LENGTHS: Final = frozenset({8, 12, 13, 14})
SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015]+")


class NoGtin(ValueError):
    """Not a GTIN, or none that tells one product from others; `rule` says why."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def gtin(said: str) -> str:
    """Return 14 digits. Raises NoGtin."""
    digits = said if said.isdigit() else SEPARATORS.sub("", said)
    if not (digits.isascii() and digits.isdigit()):
        raise NoGtin("format")
    if len(digits) not in LENGTHS:
        raise NoGtin("length")
    if ean.calc_check_digit(digits[:-1]) != digits[-1]:
        raise NoGtin("check_digit")
    if is_restricted(digits):
        raise NoGtin("restricted")
    return digits.zfill(14)


def is_restricted(digits: str) -> bool:
    """Say whether a shop may give this number to anything (GS1 prefixes 02, 04, 2; 0 and 2 of GTIN-8; coupons)."""
    if len(digits) == 8:
        return digits[0] in "02"
    of_13 = digits.zfill(14)[1:]
    return of_13.startswith(("02", "04", "2", "05", "981", "982", "983", "984", "99")) or not of_13.strip("0")

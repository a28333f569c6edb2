"""Prices: text with a currency to minor units."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

_ACTIVE: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP "
    "CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR "
    "ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT "
    "MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD "
    "SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND "
    "VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
_NO_DECIMALS: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS: Final = "BHD IQD JOD KWD LYD OMR TND"
CURRENCIES: Final = frozenset(_ACTIVE.split())
"""ISO 4217, active."""
NO_DECIMALS: Final = frozenset(_NO_DECIMALS.split())
THREE_DECIMALS: Final = frozenset(_THREE_DECIMALS.split())
MOST_DIGITS: Final = 12
PLAIN: Final = re.compile(r"([0-9]+)(?:\.([0-9]+))? ([A-Z]{3})")
LOOSE: Final = re.compile(r"(?:([A-Za-z]{3})\s*)?([0-9][0-9.,' ]*?)\s*(?:([A-Za-z]{3}))?")
GROUPED_POINT: Final = re.compile(r"[0-9]{1,3}(?:[,' ][0-9]{3})+\.([0-9]{1,2})")
GROUPED_COMMA: Final = re.compile(r"[0-9]{1,3}(?:[.' ][0-9]{3})+,([0-9]{1,2})")
DECIMAL_COMMA: Final = re.compile(r"[0-9]+,([0-9]{1,2})")
POINT: Final = re.compile(r"[0-9]+(?:\.([0-9]+))?")


class NoPrice(ValueError):
    """Not a price; `rule` says why."""

    def __init__(self, rule: str, limit: str = "") -> None:
        super().__init__(rule)
        self.rule, self.limit = rule, limit


@dataclass(frozen=True, slots=True)
class Price:
    """`minor`: in minor units (cents; won and yen have none). `quirk`: what was understood although it is no form."""

    minor: int
    currency: str
    quirk: str = ""


def decimals(currency: str) -> int:
    """Return how many digits stand behind the point in a currency (ISO 4217)."""
    return 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2


def price(value: Any) -> Price:
    """Return the price that a text or {value, currency} says. Raises NoPrice."""
    if isinstance(value, dict):
        value = f"{value.get('value', value.get('amount', ''))} {value.get('currency', '')}"
    if isinstance(value, list):
        if len(value) != 1:
            raise NoPrice("format")
        value = value[0]
    if not isinstance(value, str):
        raise NoPrice("format")
    return _read(value.strip())


@lru_cache(maxsize=20_000)
def _read(said: str) -> Price:
    plain = PLAIN.fullmatch(said)
    if plain:
        return _made(plain.group(1), plain.group(2) or "", plain.group(3), "")
    if said.startswith("-"):
        raise NoPrice("not_positive")
    loose = LOOSE.fullmatch(said.replace("\u00a0", " "))
    if loose is None or len(said) > 40:
        raise NoPrice("format", "10.00 EUR")
    before, number, after = loose.groups()
    if not before and not after:
        raise NoPrice("currency_missing")
    if before and after and before.upper() != after.upper():
        raise NoPrice("currency_unknown", f"{before} {after}")
    whole, fraction, quirk = _number(number.strip())
    return _made(whole, fraction, (after or before).upper(), quirk or "spelling")


def _number(said: str) -> tuple[str, str, str]:
    """Return whole units, fraction, and the quirk.

    A comma before one or two last digits is a decimal comma. Groups of three are read as such only together with
    decimals: `1,000` may be a thousand or one, and is refused.
    """
    if found := POINT.fullmatch(said):
        return said.partition(".")[0], found.group(1) or "", ""
    for pattern, quirk in (
        (DECIMAL_COMMA, "decimal_comma"),
        (GROUPED_POINT, "grouped"),
        (GROUPED_COMMA, "grouped"),
    ):
        if found := pattern.fullmatch(said):
            fraction = found.group(1)
            return re.sub("[^0-9]", "", said[: -len(fraction) - 1]), fraction, quirk
    raise NoPrice(
        "ambiguous" if re.fullmatch(r"[0-9]{1,3}(?:[,.' ][0-9]{3})+", said) else "format", "10.00 EUR"
    )


def _made(whole: str, fraction: str, currency: str, quirk: str) -> Price:
    if currency not in CURRENCIES:
        raise NoPrice("currency_unknown", currency)
    digits = decimals(currency)
    if len(whole) + digits > MOST_DIGITS:
        raise NoPrice("too_large", str(MOST_DIGITS))
    kept, more = fraction[:digits], fraction[digits:]
    if len(fraction) == 3 != digits:  # `1.000` is a thousand to some
        raise NoPrice("ambiguous", str(digits))
    if more.strip("0"):
        raise NoPrice("decimals", str(digits))
    minor = int(whole + kept.ljust(digits, "0"))
    if minor <= 0:
        raise NoPrice("not_positive")
    return Price(minor, currency, quirk)

"""Where somebody lives, by the zone of her clock, and in which currency one pays there. She may say otherwise."""

from __future__ import annotations

from typing import Final

EURO: Final = (
    "AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT", "SI",
    "SK",
)  # fmt: skip
CURRENCIES: Final[dict[str, str]] = {
    **dict.fromkeys(EURO, "EUR"),
    "AE": "AED", "AU": "AUD", "BR": "BRL", "CA": "CAD", "CH": "CHF", "CN": "CNY", "CZ": "CZK", "DK": "DKK", "GB": "GBP",
    "HK": "HKD", "HU": "HUF", "ID": "IDR", "IL": "ILS", "IN": "INR", "JP": "JPY", "KR": "KRW", "MO": "MOP", "MX": "MXN",
    "MY": "MYR", "NO": "NOK", "NZ": "NZD", "PH": "PHP", "PL": "PLN", "RO": "RON", "SE": "SEK", "SG": "SGD", "TH": "THB",
    "TR": "TRY", "TW": "TWD", "US": "USD", "VN": "VND", "ZA": "ZAR",
}  # fmt: skip
"""By ISO 3166 and ISO 4217: where something can be offered at all."""
ZONES: Final[dict[str, tuple[str, ...]]] = {
    "AE": ("Asia/Dubai",),
    "AT": ("Europe/Vienna",),
    "AU": ("Australia/Sydney", "Australia/Melbourne", "Australia/Brisbane", "Australia/Perth", "Australia/Adelaide"),
    "BE": ("Europe/Brussels",),
    "BR": ("America/Sao_Paulo",),
    "CA": ("America/Toronto", "America/Vancouver", "America/Edmonton", "America/Winnipeg", "America/Halifax"),
    "CH": ("Europe/Zurich",),
    "CN": ("Asia/Shanghai", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Urumqi", "PRC"),
    "CZ": ("Europe/Prague",),
    "DE": ("Europe/Berlin", "Europe/Busingen"),
    "DK": ("Europe/Copenhagen",),
    "ES": ("Europe/Madrid", "Atlantic/Canary"),
    "FI": ("Europe/Helsinki",),
    "FR": ("Europe/Paris",),
    "GB": ("Europe/London", "Europe/Belfast"),
    "GR": ("Europe/Athens",),
    "HK": ("Asia/Hong_Kong", "Hongkong"),
    "HU": ("Europe/Budapest",),
    "ID": ("Asia/Jakarta",),
    "IE": ("Europe/Dublin",),
    "IL": ("Asia/Jerusalem",),
    "IN": ("Asia/Kolkata", "Asia/Calcutta"),
    "IT": ("Europe/Rome",),
    "JP": ("Asia/Tokyo",),
    "KR": ("Asia/Seoul", "ROK"),
    "MO": ("Asia/Macau", "Asia/Macao"),
    "MX": ("America/Mexico_City",),
    "MY": ("Asia/Kuala_Lumpur",),
    "NL": ("Europe/Amsterdam",),
    "NO": ("Europe/Oslo",),
    "NZ": ("Pacific/Auckland",),
    "PH": ("Asia/Manila",),
    "PL": ("Europe/Warsaw",),
    "PT": ("Europe/Lisbon",),
    "RO": ("Europe/Bucharest",),
    "SE": ("Europe/Stockholm",),
    "SG": ("Asia/Singapore",),
    "TH": ("Asia/Bangkok",),
    "TR": ("Europe/Istanbul",),
    "TW": ("Asia/Taipei",),
    "US": (
        "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix",
        "America/Anchorage", "Pacific/Honolulu",
    ),
    "VN": ("Asia/Ho_Chi_Minh", "Asia/Saigon"),
    "ZA": ("Africa/Johannesburg",),
}  # fmt: skip
"""Zones that lie in one country (the time zone database); others tell nothing."""
COUNTRY_OF: Final = {name: country for country, names in ZONES.items() for name in names}
NO_ADVERTISED_HEALTH_GOODS: Final = frozenset({"CN"})
"""Where supplements and medical devices may be advertised after an official review only (China, Advertising Law, 46)."""
REVIEWED_KINDS: Final = frozenset({"supplement", "device", "medicine", "herb"})


def country_of_zone(name: str) -> str:
    """Return the country of a zone; empty where it tells none."""
    return COUNTRY_OF.get(name, "")


def currency_of(country: str) -> str:
    """Return the currency of a country; empty where nothing is offered."""
    return CURRENCIES.get(country, "")


def may_be_advertised(kind: str, country: str) -> bool:
    """Say whether a kind of product may be offered in a country at all."""
    return country not in NO_ADVERTISED_HEALTH_GOODS or kind not in REVIEWED_KINDS

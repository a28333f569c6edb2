"""Whose figures count for somebody: said by whoever asks, otherwise guessed by her time zone."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Guideline(StrEnum):
    """A country's set of figures. They are never mixed inside one judgement."""

    US = "us"
    UK = "uk"
    CHINA = "china"
    KOREA = "korea"


ZONES: Final = {
    Guideline.KOREA: frozenset({"Asia/Seoul", "Asia/Pyongyang", "ROK"}),
    Guideline.UK: frozenset({"Europe/London", "Europe/Belfast", "GB", "GB-Eire"}),
    Guideline.CHINA: frozenset(
        {
            "Asia/Shanghai",
            "Asia/Chongqing",
            "Asia/Chungking",
            "Asia/Harbin",
            "Asia/Urumqi",
            "Asia/Kashgar",
            "Asia/Hong_Kong",
            "Asia/Macau",
            "Asia/Macao",
            "PRC",
            "Hongkong",
        }
    ),
}


def of_zone(zone_name: str) -> Guideline:
    """Return the guideline that a time zone suggests; the American one elsewhere."""
    return next((found for found, zones in ZONES.items() if zone_name in zones), Guideline.US)

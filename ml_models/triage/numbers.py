"""What a number in a message means: a temperature, a blood pressure, a week, a pulse."""

from __future__ import annotations

from typing import Final

WEEKS: Final = frozenset({"weeks", "week", "wks", "wk", "w", "周", "孕周", "주", "주차"})
OTHER_UNITS: Final = frozenset(
    {
        "cm",
        "mm",
        "kg",
        "kgs",
        "g",
        "lb",
        "lbs",
        "km",
        "ml",
        "l",
        "percent",
        "euro",
        "euros",
        "dollars",
        "pounds",
    }
    | {
        "minutes",
        "minute",
        "min",
        "mins",
        "hours",
        "hour",
        "days",
        "day",
        "years",
        "year",
        "old",
        "am",
        "pm",
        "o",
    }
    | {"months", "month", "times", "kicks", "movements", "bpm", "items"}
    | {"岁", "天", "小时", "分钟", "公斤", "厘米", "块", "元", "点", "号", "月", "个月", "次"}
    | {"살", "일", "시간", "분", "킬로", "개월", "시", "월", "번", "만원", "원"}
)
DEGREES: Final = frozenset({"degrees", "degree", "c", "celsius", "f", "fahrenheit", "度", "도"})
# Longest first, for texts that set no blank between number and unit.
UNITS: Final = tuple(
    sorted((unit for unit in WEEKS | OTHER_UNITS | DEGREES if ord(unit[0]) > 0x1000), key=len)
)[::-1]


def concepts_of(number: str, after: str, said_temperature: bool, said_pulse: bool) -> list[str]:
    """Return the concepts of one number, given the next word and what was spoken of just before."""
    if "/" in number:
        return _pressure(number)
    try:
        value = float(number.replace(",", "."))
    except ValueError:  # such as 1.2.3 or 10,000,000: a date or a sum, no finding
        return []
    if after in WEEKS:
        return _weeks(value)
    if after in OTHER_UNITS and after != "bpm":
        return []
    found = _temperature(value, "." in number or "," in number, said_temperature or after in DEGREES)
    if said_pulse and 120 <= value <= 250:
        found.append("fast_pulse")
    return found


def _weeks(value: float) -> list[str]:
    if value < 18:
        return ["weeks_early"]
    return (
        ["weeks_late", "weeks_preterm"] if value < 37 else ["weeks_late", "weeks_term"] if value <= 43 else []
    )


def _temperature(value: float, has_decimals: bool, was_said: bool) -> list[str]:
    if not (has_decimals or was_said):
        return []
    celsius = (value - 32) / 1.8 if 95 <= value <= 110 else value
    if not 35 <= celsius <= 43:
        return []
    if celsius < 37.95:
        return ["temp_normal"]
    return (
        ["temp_high"] + (["temp_39"] if celsius >= 38.95 else []) + (["temp_40"] if celsius >= 39.95 else [])
    )


def _pressure(number: str) -> list[str]:
    upper, _, lower = number.partition("/")
    if not (upper.isdigit() and lower.isdigit() and 60 <= int(upper) <= 260 and 30 <= int(lower) <= 160):
        return []
    return ["bp_high"] if int(upper) >= 140 or int(lower) >= 90 else ["bp_normal"]

"""For whom a week is planned: what was measured, what she must not eat, what she likes. Read from plain data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from apps.plans.rules.conditions import OTHER, understood

ALLERGENS: Final = (
    "milk", "egg", "fish", "shellfish", "peanut", "tree_nut", "wheat", "soy", "sesame", "mustard",
)  # fmt: skip
DIETS: Final = ("vegetarian", "halal")
CUISINES: Final = ("western", "chinese", "korean", "south_east_asian", "mixed")
ACTIVITIES: Final = ("sedentary", "low_active", "active", "very_active")
STANDARDS: Final = ("us", "china", "korea")
MEALS: Final = ("breakfast", "lunch", "dinner", "snack")
DAYS: Final = 7
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LIMITS: Final[Mapping[str, tuple[float, float]]] = {
    "age_years": (12, 60),
    "height_cm": (120, 220),
    "weight_before_kg": (30, 250),
    "weight_kg": (30, 280),
    "gestation_weeks": (0, 43),
    "fetuses": (1, 5),
    "energy_kcal": (500, 6_000),
    "grams": (1, 2_000),
}
"""From and to, both included, in the unit that the name ends in."""
WINDOWS_G: Final[Mapping[str, tuple[float, float]]] = {
    "breakfast": (15, 45),
    "lunch": (30, 75),
    "dinner": (30, 75),
    "snack": (15, 30),
}
"""Carbohydrate of a meal with gestational diabetes, unless her dietitian sets another."""
LABORATORY: Final[Mapping[str, tuple[float, float]]] = {
    "haemoglobin_g_dl": (3, 25),
    "ferritin_ug_l": (0.5, 5_000),
    "vitamin_d_nmol_l": (1, 500),
}
MOST_STEPS: Final = 100_000
MOST_LOCKS: Final = 70
OWN_TABLE: Final = "fndds:"
"""In front of a code it says what is so without it."""
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
MOST_WORDS: Final = 500


class ProfileError(ValueError):
    """What is wrong with a profile: a sentence for each field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {said}" for name, said in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class Lock:
    """A dish that stays where she put it. `day`: 0 to 6. `grams`: None leaves the portion open."""

    day: int
    slot: str
    food_code: str
    grams: float | None = None


@dataclass(frozen=True)
class Profile:
    """One mother, one week. `disliked`, `usual`: codes or families of dishes. `windows_g`: of a meal's carbohydrate.

    `conditions`: codes of risk factors and illnesses. `laboratory`: by `LABORATORY`. `steps`: of days that are known.
    `cleared`: contraindications of exercise that a clinician cleared.
    """

    age_years: float
    height_cm: float
    weight_before_kg: float
    weight_kg: float
    gestation_weeks: float
    start: date
    fetuses: int = 1
    activity: str = "low_active"
    gestational_diabetes: bool = False
    allergies: frozenset[str] = frozenset()
    diet: str | None = None
    cuisine: str = "mixed"
    standard: str = "us"
    supplement: Mapping[str, float] = field(default_factory=dict)
    energy_kcal: float | None = None
    windows_g: Mapping[str, tuple[float, float]] = field(default_factory=lambda: dict(WINDOWS_G))
    locks: tuple[Lock, ...] = ()
    conditions: frozenset[str] = frozenset()
    laboratory: Mapping[str, float] = field(default_factory=dict)
    steps: Mapping[date, int] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()
    disliked: frozenset[str] = frozenset()
    usual: frozenset[str] = frozenset()
    is_thrifty: bool = False
    wants_leftovers: bool = False
    ignored: tuple[str, ...] = ()

    @property
    def gestational_days(self) -> int:
        """Gestational age in whole days."""
        return math.floor(self.gestation_weeks * 7)

    @property
    def body_mass_index_before(self) -> float:
        """kg/m² before pregnancy."""
        return round(self.weight_before_kg / (self.height_cm / 100) ** 2, 6)


def parse(given: Any, *, supplement_names: Iterable[str]) -> Profile:
    """Return the profile that plain data stands for. `supplement_names`: columns of the food table that it may name.

    Raises ProfileError with a sentence for each field that is missing or wrong. Names that mean nothing here are
    kept in `ignored`.
    """
    if not isinstance(given, Mapping):
        raise ProfileError({"profile": "must be an object"})
    reader = _Reader(given)
    weight_before = reader.number("weight_before_kg")
    standard = reader.word("standard", STANDARDS, "us")
    conditions, strange = understood(reader.words("conditions", None))
    if strange:
        conditions |= {OTHER}
    found: dict[str, Any] = {
        "age_years": reader.number("age_years"),
        "height_cm": reader.number("height_cm"),
        "weight_before_kg": weight_before,
        "weight_kg": reader.number("weight_kg", weight_before),
        "gestation_weeks": reader.number("gestation_weeks"),
        "fetuses": reader.whole("fetuses", 1),
        "activity": reader.word("activity", ACTIVITIES, "low_active"),
        "gestational_diabetes": reader.truth("gestational_diabetes"),
        "allergies": reader.words("allergies", ALLERGENS),
        "diet": reader.word("diet", DIETS, None),
        "cuisine": reader.word("cuisine", CUISINES, "mixed"),
        "standard": standard,
        "supplement": reader.amounts("supplement", frozenset(supplement_names)),
        "start": reader.day("start"),
        "energy_kcal": reader.number("energy_kcal", None),
        "windows_g": reader.windows("carbohydrate_windows_g"),
        "disliked": frozenset(word.strip().lower() for word in reader.words("dislikes", None)),
        "usual": frozenset(word.strip().lower() for word in reader.words("usual", None)),
        "conditions": conditions,
        "laboratory": reader.bounded("laboratory", LABORATORY),
        "steps": reader.steps("steps"),
        "cleared": reader.words("cleared", None),
        "is_thrifty": reader.truth("is_thrifty"),
        "wants_leftovers": reader.truth("wants_leftovers"),
    }
    found["locks"] = reader.locks("locks", found["start"])
    if reader.errors:
        raise ProfileError(reader.errors)
    unasked = sorted(map(str, set(given) - reader.asked))
    return Profile(**found, ignored=(*unasked, *(f"conditions: {one}" for one in strange)))


_MISSING: Final = object()


class _Reader:
    """Takes fields out of plain data and gathers what is wrong with them."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.asked: set[str] = set()
        self.errors: dict[str, str] = {}

    def _get(self, name: str, default: Any = _MISSING) -> Any:
        self.asked.add(name)
        value = self.given.get(name)
        if value is None and default is _MISSING:
            self.errors[name] = "is missing"
        return default if value is None else value

    def number(self, name: str, default: Any = _MISSING) -> Any:
        value = self._get(name, default)
        if value is _MISSING or value is None or name in self.errors:
            return None
        return self._bounded(name, value, LIMITS[name])

    def _bounded(self, name: str, value: Any, limits: tuple[float, float]) -> float | None:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not limits[0] <= value <= limits[1]:
            self.errors[name] = f"must be a number from {limits[0]:g} to {limits[1]:g}"
            return None
        return float(value)

    def whole(self, name: str, default: int) -> int:
        value = self.number(name, default)
        if value is not None and value != int(value):
            self.errors[name] = "must be a whole number"
        return default if value is None else int(value)

    def word(self, name: str, words: tuple[str, ...], default: str | None) -> Any:
        value = self._get(name, default)
        if value is not None and value not in words:
            self.errors[name] = f"must be one of {', '.join(words)}"
        return value

    def words(self, name: str, words: tuple[str, ...] | None) -> frozenset[str]:
        value = self._get(name, ())
        if (
            isinstance(value, str)
            or not isinstance(value, list | tuple)
            or not all(isinstance(one, str) for one in value)
        ):
            self.errors[name] = "must be a list of words"
            return frozenset()
        if len(value) > MOST_WORDS:
            self.errors[name] = f"must have at most {MOST_WORDS} words"
        elif words is not None and (strange := sorted(set(value) - set(words))):
            self.errors[name] = f"must be out of {', '.join(words)}; not {strange[0][:40]}"
        return frozenset(value)

    def truth(self, name: str) -> bool:
        value = self._get(name, False)
        if not isinstance(value, bool):
            self.errors[name] = "must be true or false"
            return False
        return value

    def day(self, name: str) -> date:
        value = self._get(name)
        try:
            day = date.fromisoformat(value) if isinstance(value, str) else _no_date(value)
        except ValueError:
            self.errors.setdefault(name, "must be a date, as 2026-12-07")
            return EARLIEST
        if not EARLIEST <= day <= LATEST:
            self.errors[name] = f"must be a date from {EARLIEST} to {LATEST}"
            return EARLIEST
        return day

    def amounts(self, name: str, names: frozenset[str]) -> dict[str, float]:
        value = self._get(name, {})
        if not isinstance(value, Mapping):
            self.errors[name] = "must be an object of amounts by nutrient"
            return {}
        found = {}
        for nutrient, amount in value.items():
            if nutrient not in names:
                self.errors[f"{name}.{nutrient}"] = "is no nutrient of the food table"
            elif self._bounded(f"{name}.{nutrient}", amount, (0, 1_000_000)) is not None:
                found[nutrient] = float(amount)
        return found

    def bounded(self, name: str, limits: Mapping[str, tuple[float, float]]) -> dict[str, float]:
        value = self._get(name, {})
        if not isinstance(value, Mapping):
            self.errors[name] = "must be an object of numbers"
            return {}
        found = {}
        for key, amount in value.items():
            if key not in limits:
                self.errors[f"{name}.{str(key)[:40]}"] = f"must be one of {', '.join(limits)}"
            elif (checked := self._bounded(f"{name}.{key}", amount, limits[key])) is not None:
                found[key] = checked
        return found

    def steps(self, name: str) -> dict[date, int]:
        value = self._get(name, {})
        if not isinstance(value, Mapping):
            self.errors[name] = "must be an object of steps by date"
            return {}
        found = {}
        for key, amount in value.items():
            at = f"{name}.{str(key)[:40]}"
            try:
                day = date.fromisoformat(str(key))
            except ValueError:
                self.errors[at] = "must be a date, as 2026-12-07"
                continue
            if (checked := self._bounded(at, amount, (0, MOST_STEPS))) is not None:
                found[day] = int(checked)
        return found

    def windows(self, name: str) -> dict[str, tuple[float, float]]:
        value = self._get(name, {})
        found = dict(WINDOWS_G)
        if not isinstance(value, Mapping):
            self.errors[name] = "must be an object of two numbers by meal"
            return found
        for slot, ends in value.items():
            at = f"{name}.{slot}"
            if slot not in MEALS:
                self.errors[at] = f"must be one of {', '.join(MEALS)}"
            elif not isinstance(ends, list | tuple) or len(ends) != 2:
                self.errors[at] = "must be two numbers, from and to"
            else:
                low, high = (self._bounded(at, end, (0, 300)) for end in ends)
                if low is not None and high is not None and low <= high:
                    found[slot] = (low, high)
                else:
                    self.errors.setdefault(at, "must end where it begins, or later")
        return found

    def locks(self, name: str, start: date) -> tuple[Lock, ...]:
        value = self._get(name, ())
        if isinstance(value, str) or not isinstance(value, list | tuple) or len(value) > MOST_LOCKS:
            self.errors[name] = f"must be a list of at most {MOST_LOCKS} locks"
            return ()
        named = [one.get("day") for one in value if isinstance(one, Mapping)]
        from_one = DAYS in named and 0 not in named
        locks = [self._lock(f"{name}[{at}]", one, start, from_one) for at, one in enumerate(value)]
        return tuple(lock for lock in locks if lock)

    def _lock(self, at: str, given: Any, start: date, from_one: bool) -> Lock | None:
        if not isinstance(given, Mapping):
            self.errors[at] = "must be an object with day, slot, food_code and grams"
            return None
        day = _day_of(given.get("day"), start, from_one)
        if day is None:
            self.errors[f"{at}.day"] = "must be 0 to 6 from the start, or a date or weekday of that week"
        if given.get("slot") not in MEALS:
            self.errors[f"{at}.slot"] = f"must be one of {', '.join(MEALS)}"
        code = given.get("food_code")
        if not isinstance(code, str | int) or isinstance(code, bool) or not str(code).strip():
            self.errors[f"{at}.food_code"] = "must be a code of the food table"
        grams = given.get("grams")
        if grams is not None:
            grams = self._bounded(f"{at}.grams", grams, LIMITS["grams"])
        if any(name.startswith(f"{at}.") for name in self.errors) or day is None:
            return None
        return Lock(day, str(given["slot"]), str(code).strip().removeprefix(OWN_TABLE), grams)


def _no_date(value: Any) -> date:
    raise ValueError(value)


def _weekday(value: str) -> int | None:
    """Return 0 to 6 for a weekday's name, or its first three letters or more."""
    word = value.strip().lower()
    return next((at for at, name in enumerate(WEEKDAYS) if len(word) >= 3 and name.startswith(word)), None)


def _day_of(value: Any, start: date, from_one: bool) -> int | None:
    """Return 0 to 6. A list of locks that names a day 7 counts from one."""
    day: int | None = None
    if isinstance(value, int) and not isinstance(value, bool):
        day = value - from_one
    elif (isinstance(value, float) and value.is_integer()) or (
        isinstance(value, str) and value.strip().isdecimal()
    ):
        day = int(value) - from_one
    elif isinstance(value, str) and (named := _weekday(value)) is not None:
        day = (named - start.weekday()) % DAYS
    elif isinstance(value, str):
        try:
            day = (date.fromisoformat(value) - start).days
        except ValueError:
            return None
    return day if day is not None and 0 <= day < DAYS else None

"""Amounts of nutrients: `folic acid:400 ug`, to codes that end in their unit, as the food table has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

MOST: Final = 100
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "folic_acid_ug": (
        "folic acid",
        "vitamin b9",
        "b9",
        "methylfolate",
        "5-mthf",
        "叶酸",
        "葉酸",
        "엽산",
        "folate",
    ),
    "iron_mg": ("iron", "铁", "鐵", "철", "철분"),
    "calcium_mg": ("calcium", "钙", "鈣", "칼슘"),
    "iodine_ug": ("iodine", "碘", "요오드"),
    "vitamin_d_ug": (
        "vitamin d",
        "vitamin d3",
        "cholecalciferol",
        "维生素d",
        "维生素d3",
        "비타민d",
        "비타민d3",
    ),
    "vitamin_a_rae_ug": ("vitamin a", "retinol", "维生素a", "비타민a"),
    "vitamin_b12_ug": ("vitamin b12", "b12", "维生素b12", "비타민b12"),
    "vitamin_b6_mg": ("vitamin b6", "b6", "pyridoxine", "维生素b6", "비타민b6"),
    "vitamin_c_mg": ("vitamin c", "ascorbic acid", "维生素c", "비타민c"),
    "vitamin_e_mg": ("vitamin e", "维生素e", "비타민e"),
    "vitamin_k_ug": ("vitamin k", "维生素k", "비타민k"),
    "thiamin_mg": ("thiamin", "thiamine", "vitamin b1", "维生素b1", "비타민b1"),
    "riboflavin_mg": ("riboflavin", "vitamin b2", "维生素b2", "비타민b2"),
    "niacin_mg": ("niacin", "niacinamide", "vitamin b3", "烟酸", "나이아신"),
    "pantothenic_acid_mg": ("pantothenic acid", "vitamin b5", "泛酸", "판토텐산"),
    "biotin_ug": ("biotin", "生物素", "비오틴"),
    "choline_mg": ("choline", "胆碱", "콜린"),
    "zinc_mg": ("zinc", "锌", "아연"),
    "magnesium_mg": ("magnesium", "镁", "마그네슘"),
    "selenium_ug": ("selenium", "硒", "셀레늄"),
    "copper_mg": ("copper", "铜", "구리"),
    "dha_mg": ("dha", "docosahexaenoic acid"),
    "epa_mg": ("epa", "eicosapentaenoic acid"),
    "protein_g": ("protein", "蛋白质", "단백질"),
    "fat_g": ("fat", "脂肪", "지방"),
    "carbohydrate_g": ("carbohydrate", "carbohydrates", "碳水化合物", "탄수화물"),
    "sugars_g": ("sugars", "sugar", "糖", "당류"),
    "fiber_g": ("fibre", "fiber", "dietary fibre", "膳食纤维", "식이섬유"),
    "sodium_mg": ("sodium", "钠", "나트륨"),
    "potassium_mg": ("potassium", "钾", "칼륨"),
    "caffeine_mg": ("caffeine", "咖啡因", "카페인"),
    "energy_kcal": ("energy", "calories", "能量", "열량"),
}
CODES: Final = {
    name: code for code, names in NAMES.items() for name in (*names, code, code.rpartition("_")[0])
}
GRAMS: Final = {
    "g": 1.0,
    "mg": 1e-3,
    "ug": 1e-6,
    "mcg": 1e-6,
    "µg": 1e-6,
    "μg": 1e-6,
    "微克": 1e-6,
    "毫克": 1e-3,
    "克": 1.0,
}
UNITS: Final = {
    "vitamin_d_ug": 0.025,
    "vitamin_a_rae_ug": 0.3,
    "vitamin_e_mg": 0.67,
}
"""What one international unit is. Vitamin A as retinol, vitamin E as the natural form (US NIH)."""
KJ: Final = 1 / 4.184
ONE: Final = re.compile(
    r"\s*(.{1,60}?)\s*[:：=]?\s*([0-9]{1,7}(?:\.[0-9]{1,4})?)\s*(g|mg|ug|mcg|µg|μg|iu|i\.u\.|kcal|kj|微克|毫克|克)\s*(?:\(.*\)|dfe|rae)?\s*",
    re.IGNORECASE,
)


def amounts(value: Any) -> tuple[dict[str, float], list[str]]:
    """Return amounts by code, and what was not understood. `value` is text, a list of such, or {name: amount}."""
    known: dict[str, float] = {}
    unknown: list[str] = []
    for said in _parts(value):
        found = _one(said)
        if found is None:
            unknown.append(said[:60])
        else:
            known[found[0]] = known.get(found[0], 0.0) + found[1]
    return known, unknown


def _parts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "name" in value:
            yield f"{value['name']}:{value.get('amount', value.get('value', ''))} {value.get('unit', '')}".strip()
        else:
            yield from (f"{name}:{amount}".replace("_", " ") for name, amount in value.items())
    elif isinstance(value, list):
        for one in value[:MOST]:
            yield from _parts(one)
    elif isinstance(value, str):
        yield from (
            part.strip() for part in re.split(r"[|;,\n，；、](?!\d{3})", value)[:MOST] if part.strip()
        )


@lru_cache(maxsize=16_384)
def _one(said: str) -> tuple[str, float] | None:
    found = ONE.fullmatch(said)
    if found is None:
        return None
    code = CODES.get(found.group(1).strip(" :").lower().replace("_", " "))
    amount, unit = float(found.group(2)), found.group(3).lower().replace(".", "")
    if code is None:
        return None
    value = in_unit_of(code, amount, unit)
    return None if value is None else (code, value)


def in_unit_of(code: str, amount: float, unit: str) -> float | None:
    """Return an amount in the unit that a code ends with; None where the units do not go together."""
    own = code.rpartition("_")[2]
    if own == "kcal":
        return amount if unit == "kcal" else round(amount * KJ, 1) if unit == "kj" else None
    if unit == "iu":
        return round(amount * UNITS[code], 4) if code in UNITS else None
    if unit not in GRAMS:
        return None
    return round(amount * GRAMS[unit] / GRAMS[own], 4)

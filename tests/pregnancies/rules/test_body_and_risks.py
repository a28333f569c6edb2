"""Body mass index, and the list of risk factors in three languages."""

from decimal import Decimal

import pytest

from apps.pregnancies.rules.body import bmi_kg_m2
from apps.pregnancies.rules.risks import risk_codes


@pytest.mark.parametrize(
    ("height_cm", "weight_kg", "bmi"),
    [
        ("163", "60", "22.6"),
        ("170", "72.25", "25.0"),
        ("160", "47.36", "18.5"),
        (None, "60", None),
        ("163", None, None),
    ],
)
def test_body_mass_index(height_cm: str | None, weight_kg: str | None, bmi: str | None) -> None:
    values = [None if value is None else Decimal(value) for value in (height_cm, weight_kg, bmi)]
    assert bmi_kg_m2(values[0], values[1]) == values[2]


def test_each_risk_factor_has_a_name_in_each_language() -> None:
    for code in risk_codes().values():
        assert set(code.says) == {"en", "zh-hans", "ko"}
        assert all(code.says.values())


def test_a_risk_factor_says_its_name_in_the_language_asked_for() -> None:
    praevia = risk_codes()["placenta_praevia"]
    assert [praevia.name(language) for language in ("en", "zh-hans", "ko", "fr")] == [
        "Placenta praevia",
        "前置胎盘",
        "전치태반",
        "Placenta praevia",
    ]

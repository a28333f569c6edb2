"""What the fixed banner needs to know about a mother. Built by whoever may see her, only drawn here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class PatientBanner:
    """`None` in `risks` or `allergies` means nobody asked, an empty list that she has none.

    `fetuses` is a word («1 fetus», «twins, one placenta»), `outcome` the word for how the pregnancy ended,
    after which no gestational age is shown. `language` is its name in itself («한국어»).
    """

    name: str
    gestational_age_days: int | None
    fetuses: Any = ""
    risks: Sequence[Any] | None = None
    allergies: Sequence[Any] | None = None
    language: Any = ""
    url: str = ""
    born_on: date | None = None
    age_years: int | None = None
    record_number: str = ""
    outcome: Any = ""

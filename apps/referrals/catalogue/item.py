"""An item that holds: what a row of the catalogue is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Item:
    """One product. Money in minor units, ages in months, `amounts_a_day` by nutrient code in the unit it ends with."""

    item_id: str
    title: str = ""
    description: str = ""
    link: str = ""
    image_link: str = ""
    currency: str = ""
    price_minor: int = 0
    sale_price_minor: int | None = None
    sale_from: datetime | None = None
    sale_until: datetime | None = None
    availability: str = ""
    available_at: datetime | None = None
    expires_at: datetime | None = None
    gtin: str = ""
    brand: str = ""
    mpn: str = ""
    condition: str = "new"
    category: str = ""
    product_type: str = ""
    item_group_id: str = ""
    ingredients: str = ""
    allergens: list[str] | None = None
    amounts_a_day: dict[str, float] = field(default_factory=dict)
    regulatory_id: str = ""
    is_substitute: bool | None = None
    age_from_months: int | None = None
    age_to_months: int | None = None
    ships_to: list[str] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)

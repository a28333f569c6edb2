"""Names of attributes: as the merchant feed has them, whatever the partner's system writes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
SAME: Final = {
    "offer_id": "id",
    "item_id": "id",
    "image_url": "image_link",
    "url": "link",
    "product_category": "google_product_category",
    "additional_image_links": "additional_image_link",
    "sale_price_effective_dates": "sale_price_effective_date",
    "product_types": "product_type",
    "colour": "color",
    "nutrition": "nutrition_per_serving",
    "allergen": "allergens",
    "ingredient": "ingredients",
}


@lru_cache(maxsize=4_096)
def column_name(said: str) -> str:
    """Return a column's or key's name: `Image Link`, `g:image_link` and `imageLink` are `image_link`."""
    name = said.strip().strip('"').removeprefix("g:")
    name = HUMP.sub("_", name) if " " not in name else name
    name = re.sub(r"[\s\-]+", "_", name.lower()).strip("_")[:60]
    return SAME.get(name, name)

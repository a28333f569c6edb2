"""The feed of the demonstration's shop: good items, and one of each kind of trouble."""

from __future__ import annotations

import csv
import io
from typing import Final

from apps.console.demo.partner_names import HOST, NAME

COLUMNS: Final = (
    "id",
    "title",
    "description",
    "price",
    "availability",
    "brand",
    "mpn",
    "ingredients",
    "product_type",
    "nutrition_per_serving",
)
USUAL: Final = {
    "description": "From our own shelves.",
    "price": "9.90 EUR",
    "availability": "in_stock",
    "brand": NAME,
}
FOODS: Final = (
    ("Rolled oats 1 kg", "Whole grain oats.", "3.49 EUR", "oats"),
    ("Red lentils 500 g", "Dry red lentils.", "2.29 EUR", "lentils"),
    ("Spinach, frozen 750 g", "Leaf spinach.", "2.79 EUR", "spinach"),
    (
        "Plain yoghurt 4 × 150 g",
        "Pasteurised milk, cultures.",
        "1.99 EUR",
        "pasteurised milk, yoghurt cultures",
    ),
    ("Brown rice 1 kg", "Whole grain rice.", "2.99 EUR", "brown rice"),
    ("Chickpeas 400 g", "Cooked chickpeas.", "1.19 EUR", "chickpeas, water, salt"),
    ("Walnuts 200 g", "Walnut halves.", "3.99 EUR", "walnuts"),
    ("Apple purée 360 g", "Apples, nothing else.", "1.79 EUR", "apples"),
    ("Tofu, firm 300 g", "Soy beans, water.", "2.49 EUR", "soy beans, water, calcium sulphate"),
    ("Wholemeal bread 500 g", "Rye and wheat.", "2.89 EUR", "rye flour, wheat flour, water, salt"),
)
GEAR: Final = (
    ("Walking shoes, women", "Light shoes with a firm sole.", "79.00 EUR"),
    ("Yoga mat 6 mm", "Does not slip.", "24.90 EUR"),
    ("Pregnancy pillow", "For sleeping on the side.", "49.00 EUR"),
    ("Cotton nursing bra", "Soft, without a wire.", "27.50 EUR"),
    ("Water bottle 0.7 l, steel", "Keeps cool for a day.", "19.90 EUR"),
)
OTHERS: Final[tuple[dict[str, str], ...]] = (
    {
        "title": "Folic acid 400 µg, 90 tablets",
        "ingredients": "microcrystalline cellulose, folic acid, magnesium stearate",
        "product_type": "Vitamins & Supplements",
        "nutrition_per_serving": "folic acid:400 ug",
    },
    {
        "title": "Iron 14 mg, 60 capsules",
        "ingredients": "ferrous fumarate, cellulose",
        "product_type": "Vitamins & Supplements",
        "nutrition_per_serving": "iron:14 mg",
    },
    {"title": "Calm evening drops with ashwagandha", "product_type": "Vitamins & Supplements"},
    {
        "title": "Day cream with retinol",
        "ingredients": "aqua, retinol, glycerin",
        "product_type": "Cosmetics",
    },
    {"title": "Infant formula stage 1, 800 g", "product_type": "Baby food"},
    {"title": "Riesling, white wine, dry 0.75 l", "product_type": "Beverages"},
    {
        "title": "Herbal tea, fennel and aniseed",
        "ingredients": "fennel, aniseed, caraway",
        "product_type": "Tea",
    },
    {"title": "Oat milk 1 l", "price": "1,000 EUR"},
    {"title": "Rice cakes 100 g", "price": "1.29USD"},
    {"title": "Muesli with nuts 750 g", "price": "4,49 EUR"},
    {"title": "Peanut butter 350 g", "availability": "in stock"},
    {"title": "Tomatoes, chopped 400 g", "price": ""},
)


def content() -> bytes:
    """Return the feed, comma separated."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow((*COLUMNS, "link", "image_link"))
    for number, row in enumerate(_rows(), start=1):
        item_id = f"gb-{number:03d}"
        told = {**USUAL, "mpn": item_id.upper(), **row}
        writer.writerow(
            (
                item_id,
                *(told.get(name, "") for name in COLUMNS[1:]),
                f"https://{HOST}/p/{item_id}",
                f"https://{HOST}/i/{item_id}.jpg",
            )
        )
    return out.getvalue().encode()


def _rows() -> list[dict[str, str]]:
    foods = [
        {"title": title, "description": text, "price": price, "ingredients": made_of, "product_type": "Food"}
        for title, text, price, made_of in FOODS
    ]
    gear = [{"title": title, "description": text, "price": price} for title, text, price in GEAR]
    return [*foods, *gear, *OTHERS]

"""Attributes that add to an item: a bad one is left out with a warning, and the item holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from apps.referrals.catalogue import ages, money
from apps.referrals.catalogue.amounts import amounts
from apps.referrals.catalogue.encodings import NO_LETTER
from apps.referrals.catalogue.links import NoLink, host_of
from apps.referrals.catalogue.text import cut, plain, without_tags

MOST_IMAGES: Final = 10
MOST_SERVINGS: Final = 24.0
LONGEST_INGREDIENTS: Final = 20_000
LONGEST_DETAIL: Final = 200
LONGEST_CATEGORY: Final = 750
LONGEST_GROUP: Final = 50
LONGEST_REGULATORY: Final = 100
MOST_COUNTRIES: Final = 250
Handler = Callable[[Any, Any], None]
YES_NO: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
COUNTRY: Final = re.compile(r"[A-Za-z]{2}")
FREE: Final = re.compile(r"0(?:[.,]0+)?\s*(?:[A-Z]{3})?")
BEFORE_COUNTRY: Final = re.compile(r",(?=\s*[A-Za-z]{2}:)")
SERVINGS: Final = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})?")
NONE: Final = frozenset({"", "none", "no", "无", "없음"})
LISTED: Final = re.compile(r"[,;|\n，；、]")
KEPT: Final = frozenset(
    {
        "color",
        "size",
        "gender",
        "material",
        "pattern",
        "multipack",
        "unit_pricing_measure",
        "unit_pricing_base_measure",
        "shipping_weight",
        "shipping_label",
        "energy_efficiency_class",
        "custom_label_0",
        "custom_label_1",
        "custom_label_2",
        "custom_label_3",
        "custom_label_4",
        "size_system",
        "size_type",
        "max_handling_time",
        "min_handling_time",
        "identifier_exists",
        "serving_size",
        "directions",
        "form",
    }
)
ALLERGENS: Final[dict[str, tuple[str, ...]]] = {
    "gluten": ("gluten", "wheat", "barley", "rye", "oats", "小麦", "麸质", "글루텐", "밀"),
    "crustaceans": (
        "crustaceans",
        "crustacean",
        "shrimp",
        "prawn",
        "crab",
        "甲壳类",
        "虾",
        "蟹",
        "갑각류",
        "새우",
        "게",
    ),
    "eggs": ("egg", "eggs", "蛋", "鸡蛋", "계란", "달걀", "난류"),
    "fish": ("fish", "鱼", "생선"),
    "peanuts": ("peanut", "peanuts", "花生", "땅콩"),
    "soybeans": ("soy", "soya", "soybean", "soybeans", "大豆", "대두"),
    "milk": ("milk", "lactose", "dairy", "牛奶", "乳", "우유", "유당"),
    "nuts": ("nuts", "tree nuts", "almond", "hazelnut", "walnut", "cashew", "坚果", "견과류", "호두"),
    "celery": ("celery", "芹菜", "셀러리"),
    "mustard": ("mustard", "芥末", "겨자"),
    "sesame": ("sesame", "芝麻", "참깨"),
    "sulphites": ("sulphites", "sulfites", "sulphur dioxide", "亚硫酸盐", "아황산류"),
    "lupin": ("lupin", "羽扇豆", "루핀"),
    "molluscs": ("molluscs", "mollusks", "mussel", "oyster", "软体动物", "조개류", "굴"),
}
"""Regulation (EU) 1169/2011, annex II."""
ALLERGEN_OF: Final = {word: name for name, words in ALLERGENS.items() for word in (*words, name)}
READ_ELSEWHERE: Final = frozenset(
    {
        "id", "title", "description", "link", "mobile_link", "image_link", "price", "sale_price", "tax", "gtin",
        "sale_price_effective_date", "availability", "availability_date", "expiration_date", "brand", "mpn", "condition",
        "product_type", "servings_per_day", "excluded_destination", "included_destination", "certification",
        "structured_title", "structured_description",
    }
)  # fmt: skip


def _category(making: Any, value: Any) -> None:
    said = plain(value)
    if len(said) > LONGEST_CATEGORY:
        making.warn("google_product_category", "too_long", LONGEST_CATEGORY)
    else:
        making.item.category = said


def _group(making: Any, value: Any) -> None:
    said = plain(value)
    if len(said) > LONGEST_GROUP:
        making.warn("item_group_id", "too_long", LONGEST_GROUP)
    else:
        making.item.item_group_id = said


def _images(making: Any, value: Any) -> None:
    kept = []
    addresses = (
        value if isinstance(value, list) else [part for part in re.split(r"[,\s]+", plain(value)) if part]
    )
    for address in addresses[:MOST_IMAGES]:
        try:
            host_of(plain(address))
        except NoLink as error:
            making.warn("additional_image_link", error.rule)
        else:
            kept.append(plain(address))
    if len(addresses) > MOST_IMAGES:
        making.warn("additional_image_link", "too_many", MOST_IMAGES)
    making.item.detail["images"] = kept


def _flag(name: str) -> Handler:
    def handler(making: Any, value: Any) -> None:
        said = plain(value).lower()
        if said in YES_NO:
            making.item.detail[name] = YES_NO[said]
        elif said:
            making.warn(name, "value", "yes no")

    return handler


def _substitute(making: Any, value: Any) -> None:
    said = plain(value).lower()
    if said in YES_NO:
        making.item.is_substitute = YES_NO[said]
    elif said:
        making.warn("breast_milk_substitute", "value", "yes no")


def _shipping(making: Any, value: Any) -> None:
    """`DE::Standard:4.95 EUR`, several by comma, or nested parts. Only the countries matter here."""
    parts: list[Any] = value if isinstance(value, list) else [value]
    if isinstance(value, str):
        parts = [part for part in BEFORE_COUNTRY.split(value) if part.strip()]
    found = set()
    for part in parts:
        country, cost = _shipped(part)
        if not COUNTRY.fullmatch(country) or not _is_cost(cost):
            making.warn("shipping", "format", "DE::Standard:4.95 EUR")
            return
        found.add(country.upper())
    making.item.ships_to = sorted(found)[:MOST_COUNTRIES]


def _shipped(part: Any) -> tuple[str, str]:
    if isinstance(part, dict):
        return plain(part.get("country", "")), plain(part.get("price", "")) or "0"
    cells = plain(part).split(":")
    return cells[0].strip(), cells[-1].strip() if len(cells) > 1 else "0"


@lru_cache(maxsize=4_096)
def _is_cost(said: str) -> bool:
    """Carriage may be free, which a price may not."""
    if FREE.fullmatch(said):
        return True
    try:
        money.price(said)
    except money.NoPrice:
        return False
    return True


def _ingredients(making: Any, value: Any) -> None:
    text = without_tags(", ".join(map(plain, value)) if isinstance(value, list) else value)
    if NO_LETTER in text:
        making.refuse("ingredients", "encoding")
    elif len(text) > LONGEST_INGREDIENTS:  # half a list would be screened as if it were whole
        making.refuse("ingredients", "too_long", LONGEST_INGREDIENTS)
    making.item.ingredients = text[:LONGEST_INGREDIENTS]


def _allergens(making: Any, value: Any) -> None:
    """Names of annex II where they are known, else the word itself: an unknown one must not be lost."""
    parts = value if isinstance(value, list) else LISTED.split(plain(value))
    words = {plain(part).lower().removeprefix("contains ").strip(" .") for part in parts}
    making.item.allergens = sorted({ALLERGEN_OF.get(word, word[:40]) for word in words - NONE})


def _regulatory_id(making: Any, value: Any) -> None:
    said = plain(value)
    if len(said) > LONGEST_REGULATORY:
        making.warn("regulatory_id", "too_long", LONGEST_REGULATORY)
    else:
        making.item.regulatory_id = said


def _nutrition(making: Any, value: Any) -> None:
    known, unknown = amounts(value)
    detail = making.item.detail
    if unknown:
        making.warn("nutrition_per_serving", "not_understood", unknown[0])
        detail["nutrition_not_understood"] = unknown[:20]
    servings = plain(making.values.get("servings_per_day", ""))
    if not servings:
        detail["amounts_a_serving"] = known
    elif not SERVINGS.fullmatch(servings) or not 0 < float(servings) <= MOST_SERVINGS:
        making.warn("servings_per_day", "value", MOST_SERVINGS)
        detail["amounts_a_serving"] = known
    else:
        making.item.amounts_a_day = {
            code: round(amount * float(servings), 4) for code, amount in known.items()
        }


def _age_group(making: Any, value: Any) -> None:
    said, item = plain(value).lower(), making.item
    if said not in ages.GROUPS and said != "adult":
        making.warn("age_group", "value", "newborn infant toddler kids adult")
        return
    item.detail["age_group"] = said
    if "age_range" not in making.values:
        item.age_from_months, item.age_to_months = ages.GROUPS.get(said, (None, None))


def _age_range(making: Any, value: Any) -> None:
    found = ages.months(plain(value))
    if found is None:
        making.warn("age_range", "format", "6-12 months")
    else:
        making.item.age_from_months, making.item.age_to_months = found


def _kept(name: str) -> Handler:
    def handler(making: Any, value: Any) -> None:
        if said := plain(value):
            making.item.detail[name] = cut(said, LONGEST_DETAIL)

    return handler


def _texts(name: str) -> Handler:
    def handler(making: Any, value: Any) -> None:
        parts = value if isinstance(value, list) else [value]
        texts = (
            " ".join(map(plain, one.values())) if isinstance(one, dict) else without_tags(one)
            for one in parts
        )
        making.item.detail[name] = [cut(text, 1_000) for text in list(texts)[:100]]

    return handler


HANDLERS: Final[dict[str, Handler]] = {
    "google_product_category": _category,
    "item_group_id": _group,
    "additional_image_link": _images,
    "adult": _flag("adult"),
    "is_bundle": _flag("is_bundle"),
    "breast_milk_substitute": _substitute,
    "shipping": _shipping,
    "ingredients": _ingredients,
    "allergens": _allergens,
    "regulatory_id": _regulatory_id,
    "nutrition_per_serving": _nutrition,
    "age_group": _age_group,
    "age_range": _age_range,
    "product_highlight": _texts("product_highlight"),
    "product_detail": _texts("product_detail"),
    **{name: _kept(name) for name in KEPT},
}
KNOWN: Final = READ_ELSEWHERE | frozenset(HANDLERS)


def optional(making: Any) -> None:
    """Read what a partner may add, in the order in which it stands."""
    for name, value in making.values.items():
        handler = HANDLERS.get(name)
        if handler is not None and value:
            handler(making, value)

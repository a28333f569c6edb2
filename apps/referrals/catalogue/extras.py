"""Attributes that add to an item: a bad one is left out with a warning, and the item holds."""

from __future__ import annotations

import re
from collections.abc import Callable
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
YES_NO: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
COUNTRY: Final = re.compile(r"[A-Za-z]{2}")
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
KNOWN: Final = frozenset(
    {
        "id", "title", "description", "link", "mobile_link", "image_link", "additional_image_link", "price", "sale_price",
        "sale_price_effective_date", "availability", "availability_date", "expiration_date", "gtin", "brand", "mpn",
        "condition", "google_product_category", "product_type", "item_group_id", "age_group", "shipping", "tax", "adult",
        "is_bundle", "ingredients", "nutrition_per_serving", "servings_per_day", "allergens", "regulatory_id",
        "breast_milk_substitute", "age_range", "product_highlight", "product_detail", "excluded_destination",
        "included_destination", "certification", "structured_title", "structured_description", *KEPT,
    }
)  # fmt: skip


def _grouping(making: Any) -> None:
    values, item = making.values, making.item
    if said := plain(values.get("google_product_category", "")):
        if len(said) > 750:
            making.warn("google_product_category", "too_long", 750)
        else:
            item.category = said
    if said := plain(values.get("item_group_id", "")):
        if len(said) > 50:
            making.warn("item_group_id", "too_long", 50)
        else:
            item.item_group_id = said


def _images(making: Any) -> None:
    said = making.values.get("additional_image_link")
    if not said:
        return
    kept = []
    addresses = (
        said if isinstance(said, list) else [part for part in re.split(r"[,\s]+", plain(said)) if part]
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


def _flags(making: Any) -> None:
    values, item = making.values, making.item
    for name in ("adult", "is_bundle", "breast_milk_substitute"):
        said = plain(values.get(name, "")).lower()
        if not said:
            continue
        if said not in YES_NO:
            making.warn(name, "value", "yes no")
        elif name == "breast_milk_substitute":
            item.is_substitute = YES_NO[said]
        else:
            item.detail[name] = YES_NO[said]


def _shipping(making: Any) -> None:
    """`DE::Standard:4.95 EUR`, several by comma, or nested parts. Only the countries matter here."""
    said = making.values.get("shipping")
    if not said:
        return
    parts: list[Any] = said if isinstance(said, list) else [said]
    if isinstance(said, str):
        parts = [part for part in re.split(r",(?=\s*[A-Za-z]{2}:)", said) if part.strip()]
    found = []
    for part in parts:
        country, cost = _shipped(part)
        if not COUNTRY.fullmatch(country) or not _is_cost(cost):
            making.warn("shipping", "format", "DE::Standard:4.95 EUR")
            return
        found.append(country.upper())
    making.item.ships_to = sorted(set(found))[:250]


def _shipped(part: Any) -> tuple[str, str]:
    if isinstance(part, dict):
        return plain(part.get("country", "")), plain(part.get("price", "")) or "0"
    cells = plain(part).split(":")
    return cells[0].strip(), cells[-1].strip() if len(cells) > 1 else "0"


def _is_cost(said: str) -> bool:
    """Carriage may be free, which a price may not."""
    if re.fullmatch(r"0(?:[.,]0+)?\s*(?:[A-Z]{3})?", said):
        return True
    try:
        money.price(said)
    except money.NoPrice:
        return False
    return True


def _contents(making: Any) -> None:
    values, item = making.values, making.item
    if said := values.get("ingredients"):
        text = without_tags(
            ", ".join(said) if isinstance(said, list) and all(isinstance(s, str) for s in said) else said
        )
        if NO_LETTER in text:
            making.refuse("ingredients", "encoding")
        elif len(text) > LONGEST_INGREDIENTS:  # half a list would be screened as if it were whole
            making.refuse("ingredients", "too_long", LONGEST_INGREDIENTS)
        item.ingredients = text[:LONGEST_INGREDIENTS]
    if said := values.get("allergens"):
        item.allergens = _allergens(said)
    if said := plain(values.get("regulatory_id", "")):
        if len(said) > 100:
            making.warn("regulatory_id", "too_long", 100)
        else:
            item.regulatory_id = said


def _allergens(said: Any) -> list[str]:
    """Return names of annex II where they are known, else the word itself: an unknown one must not be lost."""
    parts = said if isinstance(said, list) else LISTED.split(plain(said))
    words = {plain(part).lower().removeprefix("contains ").strip(" .") for part in parts}
    words -= {"", "none", "no", "无", "없음"}
    return sorted({ALLERGEN_OF.get(word, word[:40]) for word in words})


def _nutrition(making: Any) -> None:
    said = making.values.get("nutrition_per_serving")
    if not said:
        return
    known, unknown = amounts(said)
    if unknown:
        making.warn("nutrition_per_serving", "not_understood", unknown[0])
        making.item.detail["nutrition_not_understood"] = unknown[:20]
    servings = plain(making.values.get("servings_per_day", ""))
    if not servings:
        making.item.detail["amounts_a_serving"] = known
        return
    if not re.fullmatch(r"[0-9]{1,2}(?:\.[0-9]{1,2})?", servings) or not 0 < float(servings) <= MOST_SERVINGS:
        making.warn("servings_per_day", "value", MOST_SERVINGS)
        making.item.detail["amounts_a_serving"] = known
        return
    making.item.amounts_a_day = {code: round(amount * float(servings), 4) for code, amount in known.items()}


def _ages(making: Any) -> None:
    values, item = making.values, making.item
    if said := plain(values.get("age_group", "")).lower():
        if said not in ages.GROUPS and said != "adult":
            making.warn("age_group", "value", "newborn infant toddler kids adult")
        else:
            item.detail["age_group"] = said
            item.age_from_months, item.age_to_months = ages.GROUPS.get(said, (None, None))
    if said := plain(values.get("age_range", "")):
        found = ages.months(said)
        if found is None:
            making.warn("age_range", "format", "6-12 months")
        else:
            item.age_from_months, item.age_to_months = found


def _others(making: Any) -> None:
    values, detail = making.values, making.item.detail
    for name in KEPT.intersection(values):
        if said := plain(values[name]):
            detail[name] = cut(said, LONGEST_DETAIL)
    for name in ("product_highlight", "product_detail"):
        said = values.get(name)
        if said:
            parts = said if isinstance(said, list) else [said]
            texts = (
                " ".join(map(plain, one.values())) if isinstance(one, dict) else without_tags(one)
                for one in parts
            )
            detail[name] = [cut(text, 1_000) for text in list(texts)[:100]]


STEPS: Final[tuple[Callable[[Any], None], ...]] = (
    _grouping,
    _images,
    _flags,
    _shipping,
    _contents,
    _nutrition,
    _ages,
    _others,
)

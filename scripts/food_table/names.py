"""Names of foods in three languages, and other words for them."""

from __future__ import annotations

import re
from itertools import chain

from apps.nutrition.table.keys import line_of
from scripts.food_table.sources import Row

RARELY_MEANT = re.compile(
    r"as ingredient|for use (on|with)|Puerto Rican|Baby|\(.*\)|formula|NS as to|from (fast|pre)"
)
LANGUAGES = ("en", "zh", "ko")


def parts(name: str) -> list[str]:
    """Return the names in one cell: `Coffee with milk (latte, cappuccino)` has three."""
    found = re.split(r"[()（）,、·;；]|\.\.\.", name)
    return [part.strip() for part in found if part.strip()]


def natural(description: str) -> list[str]:
    """Return how people say what the table turns round: whole milk for «Milk, whole»."""
    head, *more = [part.strip() for part in description.split(",")]
    return [f"{more[0]} {head}"] if len(more) == 1 and "NFS" not in more[0] else []


def of_food(row: Row, reviewed: Row | None, more_words: str, of_label: Row | None) -> dict[str, object]:
    """Return the names of a food: one for each language, synonyms, and the line that is searched."""
    shown = {language: _all(language, reviewed, of_label) for language in LANGUAGES}
    others = [*shown["en"], *shown["zh"][1:], *shown["ko"][1:]]
    more = [word.strip() for word in more_words.split(";") if word.strip()]
    turned = natural(row["description"])
    return {
        "name_en": row["description"],
        "name_zh": shown["zh"][0] if shown["zh"] else "",
        "name_ko": shown["ko"][0] if shown["ko"] else "",
        "synonyms": list(dict.fromkeys([*others, *more])),
        "search": line_of([row["description"], *turned, *shown["en"], *shown["zh"], *shown["ko"]], more),
    }


def of_dish(label: Row) -> dict[str, object]:
    """Return the names of a composed dish, which are those of its label."""
    shown = {language: parts(label[f"name_{language}"]) for language in LANGUAGES}
    synonyms = [name for language in LANGUAGES for name in shown[language][1:]]
    return {
        "name_en": label["name_en"],
        "name_zh": shown["zh"][0],
        "name_ko": shown["ko"][0],
        "synonyms": synonyms,
        "search": line_of([label["name_en"], label["label"].replace("_", " "), *chain(*shown.values())]),
    }


def of_other(reviewed: Row) -> dict[str, object]:
    """Return the names of a food that FNDDS does not have."""
    shown = {language: reviewed[language].split(";") for language in LANGUAGES}
    apart = parts(shown["en"][0])
    turned = [f"{apart[1]} {apart[0]}"] if len(apart) == 2 else []
    return {
        "name_en": shown["en"][0],
        "name_zh": shown["zh"][0],
        "name_ko": shown["ko"][0],
        "synonyms": [name for language in LANGUAGES for name in shown[language][1:]],
        "search": line_of([*chain(*shown.values()), *turned]),
    }


def _all(language: str, reviewed: Row | None, of_label: Row | None) -> list[str]:
    known = reviewed[language].split(";") if reviewed and reviewed[language] else []
    return list(dict.fromkeys([*known, *(parts(of_label[f"name_{language}"]) if of_label else [])]))


def commonness(description: str, group: str, *, is_everyday: bool) -> int:
    """Return 0 for an everyday food, 1 for one that stands for its kind, 2 for others, 3 for what is rarely meant."""
    if is_everyday:
        return 0
    if group in ("baby_food", "powder") or RARELY_MEANT.search(description):
        return 3
    return 1 if description.endswith("NFS") else 2

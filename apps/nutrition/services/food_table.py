"""Brings the packed food table into the database. The system's own write: no person acts, no phone is told."""

from __future__ import annotations

from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from apps.nutrition.models import FoodTable
from apps.nutrition.table import packed

LOCK: Final = 0x666F6F64
"""Two starts at once: the second one waits, and finds that nothing is left to do."""

COLUMNS: Final = {
    "foods": '"table" text, code text, public_id uuid, name_en text, name_zh text, name_ko text, '
    'synonyms text[], search text, "group" text, commonness smallint, label text, '
    "nutrients jsonb, filled jsonb, made text",
    "portions": '"table" text, code text, sequence smallint, name text, grams float8',
    "ingredients": '"table" text, code text, sequence smallint, part text, name text, grams float8',
    "words": "word text",
}
GONE: Final = """
UPDATE nutrition_food SET is_current = false, label = NULL
"""
FOODS: Final = """
INSERT INTO nutrition_food (table_id, code, public_id, name_en, name_zh, name_ko, synonyms, "group", commonness,
    label, nutrients, filled, made, search, is_current)
SELECT kept.id, row.code, row.public_id, row.name_en, row.name_zh, row.name_ko, row.synonyms, row."group",
    row.commonness, NULLIF(row.label, ''), row.nutrients, row.filled, row.made, row.search, true
FROM packed_foods AS row JOIN nutrition_foodtable AS kept ON kept.code = row."table"
ON CONFLICT (table_id, code) DO UPDATE SET name_en = EXCLUDED.name_en, name_zh = EXCLUDED.name_zh,
    name_ko = EXCLUDED.name_ko, synonyms = EXCLUDED.synonyms, "group" = EXCLUDED."group",
    commonness = EXCLUDED.commonness, label = EXCLUDED.label, nutrients = EXCLUDED.nutrients,
    filled = EXCLUDED.filled, made = EXCLUDED.made, search = EXCLUDED.search, is_current = true
"""
OF_FOODS: Final = """
FROM packed_{0} AS row JOIN nutrition_foodtable AS kept ON kept.code = row."table"
JOIN nutrition_food AS food ON food.table_id = kept.id AND food.code = row.code
"""
PORTIONS: Final = f"""
INSERT INTO nutrition_foodportion (food_id, sequence, name, grams)
SELECT food.id, row.sequence, row.name, row.grams {OF_FOODS.format("portions")}
"""
INGREDIENTS: Final = f"""
INSERT INTO nutrition_foodingredient (food_id, sequence, code, name, grams)
SELECT food.id, row.sequence, row.part, row.name, row.grams {OF_FOODS.format("ingredients")}
"""
WORDS: Final = "INSERT INTO nutrition_foodword (word) SELECT word FROM packed_words"


def is_loaded() -> bool:
    """Say whether the database has the table as it lies in the repository."""
    return FoodTable.objects.filter(digest=packed.digest()).exists()


def load_food_table() -> bool:
    """Load the packed table unless it is there. Returns whether anything was done.

    A food keeps its row, and with it its id, from edition to edition; one that an edition no longer has stays, not
    current. All in one transaction.
    """
    if is_loaded():
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if is_loaded():
            return False
        for name in packed.FILES:
            _copy(cursor, name)
        _write_tables()
        _write_rows(cursor)
    return True


def _copy(cursor: CursorWrapper, name: str) -> None:
    """Bring a packed file as it is into a table that goes with the transaction."""
    cursor.execute(f"CREATE TEMP TABLE packed_{name} ({COLUMNS[name]}) ON COMMIT DROP")
    statement = f"COPY packed_{name} FROM STDIN (FORMAT csv, HEADER match, FORCE_NOT_NULL ({_texts(name)}))"
    with cursor.copy(statement) as copy:
        for chunk in packed.chunks(name):
            copy.write(chunk)


def _texts(name: str) -> str:
    """The columns in which nothing means an empty text."""
    return ", ".join(
        column.rsplit(" ", 1)[0] for column in COLUMNS[name].split(", ") if column.endswith(" text")
    )


def _write_tables() -> None:
    for table in packed.tables():
        values = {**table, "digest": packed.digest()}
        FoodTable.objects.update_or_create(code=values.pop("code"), defaults=values)


def _write_rows(cursor: CursorWrapper) -> None:
    for statement in (
        "DELETE FROM nutrition_foodportion",
        "DELETE FROM nutrition_foodingredient",
        "DELETE FROM nutrition_foodword",
        GONE,
        FOODS,
        PORTIONS,
        INGREDIENTS,
        WORDS,
    ):
        cursor.execute(statement)

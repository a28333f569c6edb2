"""Medicines against allergies: what is flagged, in which way, and what is said not to be known."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from apps.consultations.rules.allergies import Background, asks_for_a_reason, check
from apps.consultations.rules.medication_names import (
    allergy_table,
    classes,
    drugs,
    find,
    joined,
)
from apps.foundation.spelling import distance

LANGUAGES = {"en", "zh-hans", "ko"}


def flags(medicine, *allergies, asked=True, pregnant=True, language="en"):
    known = tuple(allergies) if allergies or asked else None
    return check(medicine, Background(known, is_pregnant=pregnant), language=language)


def codes(medicine, *allergies, **about):
    return [(str(flag.code), str(flag.action)) for flag in flags(medicine, *allergies, **about)]


SAME, CLASS, CROSS = "same_medicine", "same_class", "cross_reaction"


@pytest.mark.parametrize(
    ("medicine", "allergy", "expected"),
    [
        # within the penicillins, by class, brand, misspelling, in Chinese and Korean
        ("Amoxicillin 500 mg", "Penicillin", [(CLASS, "confirm")]),
        ("amoxicilin", "penicilin", [(CLASS, "confirm")]),
        ("Augmentin", "PENICILLIN V", [(CLASS, "confirm")]),
        ("Benzathine-Penicillin", "ampicillin", [(CLASS, "confirm")]),
        ("阿莫西林胶囊", "青霉素", [(CLASS, "confirm")]),
        ("오구멘틴 정", "페니실린", [(CLASS, "confirm")]),
        ("아목시실린", "盘尼西林", [(CLASS, "confirm")]),
        ("Amoxil", "amoxicillin", [(SAME, "confirm")]),
        ("布洛芬缓释胶囊", "이부프로펜", [(SAME, "confirm")]),
        # penicillins against cephalosporins: by side chain
        ("Keflex", "penicillin", [(CROSS, "confirm")]),
        ("세파클러", "amoxicillin", [(CROSS, "confirm")]),
        ("Cefazolin", "penicillin", [(CROSS, "warn")]),
        ("头孢曲松", "青霉素", [(CROSS, "warn")]),
        ("amoxicillin", "cefalexin", [(CROSS, "confirm")]),
        ("amoxicillin", "cefazolin", [(CROSS, "warn")]),
        ("Cefuroxime", "cephalosporins", [(CLASS, "confirm")]),
        ("Meropenem", "penicillin", [(CROSS, "warn")]),
        ("Aztreonam", "ceftazidime", [(CROSS, "confirm")]),
        ("Aztreonam", "penicillin", []),
        # the others of the table
        ("Azithromycin", "erythromycin", [(CLASS, "warn")]),
        ("Azithromycin", "macrolides", [(CLASS, "confirm")]),
        ("Furosemide", "sulfa", [(CROSS, "warn")]),
        ("Morphine", "codeine", [(CLASS, "confirm")]),
        ("Clexane", "heparin", [(CLASS, "confirm")]),
        ("Carbamazepine", "phenytoin", [(CLASS, "confirm")]),
        ("flu shot", "egg", [(CROSS, "warn")]),
        ("Promethazine", "metoclopramide", [(CROSS, "warn")]),
        ("iohexol", "Iopamidol", [(CLASS, "warn")]),
        ("Panadol", "aspirin", []),
        ("叶酸", "青霉素", []),
    ],
)
def test_what_the_table_says(medicine, allergy, expected):
    found = codes(medicine, allergy, pregnant=False)
    assert found == expected


def test_a_class_that_is_not_for_pregnancy_is_told_only_in_pregnancy():
    assert codes("Doxycycline") == [("in_pregnancy", "warn")]
    assert codes("Doxycycline", pregnant=False) == []
    assert codes("Ibuprofen", "aspirin") == [(CLASS, "confirm"), ("in_pregnancy", "warn")]


def test_never_asked_is_not_none():
    assert codes("Paracetamol", asked=False) == [("never_asked", "confirm")]
    assert codes("Paracetamol") == []
    assert asks_for_a_reason(flags("Paracetamol", asked=False))


def test_what_the_tables_do_not_know_is_said():
    assert codes("Paracetamol", "peanut") == [("allergy_not_known", "notice")]
    assert codes("Kaishitol", "latex") == [("medicine_not_known", "notice")]
    assert codes("Kaishitol") == []
    assert codes("Kaishitol 5 mg", "kaishitol 5mg") == [
        (SAME, "confirm"),
        ("medicine_not_known", "notice"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("penicillamine", "penicillin"),
        ("doxylamine", "doxycycline"),
        ("clonidine", "codeine"),
        ("methotrexate", "metronidazole"),
        ("hydroxyzine", "hydralazine"),
        ("labetalol", "tramadol"),
        ("nicardipine", "nifedipine"),
        ("cetirizine", "sertraline"),
    ],
)
def test_medicines_that_look_alike_are_not_taken_for_each_other(one, other):
    assert find(one).drugs.isdisjoint(find(other).drugs)
    assert find(one).classes.isdisjoint(find(other).classes)


def test_a_misspelt_name_is_told_as_it_was_read():
    (flag,) = flags("Erythromycine", "erythromicin", pregnant=False)
    assert flag.read_as == "erythromycin"
    assert flags("erythromycin", "erythromycin", pregnant=False)[0].read_as == ""


@pytest.mark.parametrize(("slip", "slips"), [("abcd", 0), ("abdc", 1), ("abc", 1), ("abcde", 1), ("axyd", 2)])
def test_distance_counts_changed_added_dropped_and_swapped_letters(slip, slips):
    assert distance("abcd", slip, most=3) == slips


def test_words_are_compared_without_case_accents_and_hyphens():
    assert joined("Co-Amoxiclav É 1") == "coamoxiclave1"
    assert joined("세 파클러") == "세파클러"


def test_the_tables_are_whole():
    rows = [*allergy_table()["class"], *allergy_table()["cross"]]
    assert all(set(row["says"]) == LANGUAGES for row in rows)
    assert all(set(row.get("in_pregnancy", LANGUAGES)) == LANGUAGES for row in rows)
    assert {row["class"] for row in drugs().values()} - {""} <= set(classes())
    for row in allergy_table()["cross"]:
        named = {*row.get("drugs", ()), *row.get("allergy_drugs", ())}
        of_class = {row.get("allergy_class"), row.get("drug_class")} - {None}
        assert named <= set(drugs()), row["id"]
        assert of_class <= set(classes()), row["id"]
        assert row["action"] in ("confirm", "warn")


def test_words_come_in_the_language_of_the_reader():
    for language, word in (
        ("ko", "페니실린"),
        ("zh-hans", "青霉素"),
        ("en", "Penicillins"),
        ("fr", "Penicillins"),
    ):
        (flag,) = flags("amoxicillin", "penicillin", language=language)
        assert word in flag.says
        assert (flag.rule, flag.rule_version) == ("penicillin", 1)


def test_every_listed_name_is_found_and_names_its_own_medicine():
    for drug_id, row in drugs().items():
        for name in row["names"]:
            assert drug_id in find(f"{name} 10").drugs, name


def test_every_class_of_the_table_of_facts_is_here():
    table = Path(__file__).parents[4] / "shared" / "facts" / "medication_allergy_classes.csv"
    if not table.exists():
        pytest.skip("the table of facts is not beside this checkout")
    with table.open(encoding="utf-8", newline="") as lines:
        rows = {row["id"]: row for row in csv.DictReader(lines)}
    rows["excipient"] = rows.pop("red_dye")
    assert set(rows) == set(classes())
    for class_id, row in classes().items():
        assert (row["source"], row["checked"]) == (rows[class_id]["source"], rows[class_id]["checked"])

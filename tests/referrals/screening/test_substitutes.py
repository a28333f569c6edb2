"""Breast-milk substitutes under whatever name, and what only sounds like them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.referrals.catalogue.item import Item
from apps.referrals.screening import tables
from apps.referrals.screening.judging import judged

REFUSED = [
    "Goodnight Stage One Milk Powder 800 g",
    "Little Acorn Organic Stage 2 Goat Milk 400g tin",
    "Gentle Start 0-6m milk drink powder",
    "My First Year nutrition powder, from birth",
    "Toddler nourishing milk shake 12-36 months",
    "1+ growing milk with DHA",
    "Kinder Milch ab 1 Jahr",
    "Bio Pre Milch von Geburt an",
    "Lait 2ème âge 6-12 mois",
    "Leche de continuación etapa 2",
    "Powder with HMO for your little one",
    "Closer to breast milk than ever: baby blend",
    "F O R M U L A for infants",
    "Infаnt fоrmulа (Cyrillic)",
    "inf@nt f0rmu1a 900g",
    "infant\u200bfor\u00admula stage\u00a01 milk",
    "Ｉｎｆａｎｔ ｆｏｒｍｕｌａ",
    "ɪɴꜰᴀɴᴛ ꜰᴏʀᴍᴜʟᴀ",
    "Infant form ula",
    "Aptamill Profutura 1",
    "Similac Advance",
    "Anti-colic newborn starter set, 4 bottles",
    "Wide neck PPSU baby bottle 240ml",
    "Slow flow silicone nipples, 0m+",
    "Maternal milk powder with free stage 1 tin",
    "Baby rice cereal from 4 months",
    "Organic baby tea 1m+",
    "嬰兒配方奶粉 一段",
    "婴 儿 奶 粉 900g",
    "女乃米分 宝宝 2段",
    "宝宝羊奶粉 6-12个月",
    "新生儿防胀气奶瓶",
    "孕妇奶粉 赠送一段奶粉试用装",
    "接近母乳的宝宝营养粉",
    "분 유 1단계 800g",
    "ㅂㅜㄴㅇㅠ 800g",
    "산양 조제분유 2단계",
    "아기 성장 우유 12개월",
    "신생아 배앓이 젖병",
]
ALLOWED = [
    "Maternity leggings stage 2 compression",
    "Nursing pillow",
    "Breast milk storage bags 200 ml",
    "Stage 1 night light for the nursery",
    "Whole milk, 1 litre",
    "Oat milk barista edition",
    "Milk chocolate with hazelnuts",
    "Formula One toy car",
    "Hot water bottle with knitted cover",
    "Steel water bottle for mothers 750 ml",
    "Milk frother",
    "Pregnancy journal, first 9 months",
    "Baby spinach 200 g",
    "Nursing bra 1-3 pack",
    "Toddler wooden toy 1-3 years",
    "Newborn bodysuit 0-3 months",
    "Breast pump, electric",
    "Nipple shields, 2 pieces",
    "Stretchy belt for months 4-9",
    "妈妈奶粉",
    "中老年奶粉",
    "哺乳枕",
    "孕妇打底裤 2段加压",
    "纯牛奶 250ml",
    "储奶袋",
    "수유쿠션",
    "임산부 레깅스 2단계 압박",
    "우유 1L",
    "모유저장팩",
]


HELD = [
    "MyLittleMilk 2 whole milk",
    "NAN 1 milk",
    "Enfagrow milk drink",
    "Nannycare goat milk 2",
    "Holle goat milk 2",
    "Aptaclub milk 3",
    "Anmum Essential milk 3",
    "Novalac AR milk",
    "Blédilait milk 3",
    "Milk for growth 3 800 g tin",
    "Moonlight milk 2, 800 g",
    "Milk with lactoferrin and DHA 900 g",
    "Alpine goat milk 800 g tin",
    "Milk drink 10+ mths",
    "Soy milk drink 12-36",
    "全脂牛奶粉 3 A2 乳铁蛋白 900克",
    "金领冠珍护 牛奶",
    "성장기용 우유 파우더 3 800g",
    "매일 산양우유 3",
    "SMA Pro First",
    "Nannycare 2",
    "молочная смесь 1",
    "mleko modyfikowane 2",
    "zuigelingenvoeding 1",
    "Volledige opvolgmelk 2",
    "アイクレオ バランスミルク",
    "حليب أطفال 1",
    "Parent's Choice Advantage",
    "Philips Avent Natural Response",
    "Comotomo natural feel 8oz",
    "Dr Brown's Options+",
    "MAM Easy Start 160ml",
    "Hegen PCTO 240",
    "mamadeira 240ml",
    "哺乳瓶 240ml",
    "PPSU 240ml wide neck set",
    "Swimming costume & Philips Avent Natural set",
    "First oats 4 month+",
    "Protein drink, 10-36 months",
]
NOT_HELD = [
    "Whole milk 2 pints",
    "Fresh milk 2-pack",
    "Milk 2% fat",
    "Whole milk 4 x 1 l",
    "Semi-skimmed milk, pack of 4",
    "Milk 1.5 l",
    "Goat milk 1 l",
    "牛奶 250ml 4盒",
    "우유 200ml 4개",
    "Cheddar cheese, aged 12-18 months",
    "Milk chocolate 4",
    "Maternal milk 2 flavours",
]


@pytest.mark.parametrize("title", HELD)
def test_formula_sold_as_milk_and_names_of_bottles_are_held(title):
    assert verdict(title) != "ok"


@pytest.mark.parametrize("title", NOT_HELD)
def test_milk_that_is_counted_is_milk(title):
    assert verdict(title) == "ok", judged(Item("1", title=title))


def test_milk_that_its_description_gives_to_children_is_held():
    assert verdict("Goat milk", description="A follow on for babies from 6 months.") == "warn"
    assert verdict("Goat milk", description="Whole goat milk, easy to digest.") == "ok"


def test_a_title_in_letters_that_no_table_has_is_unknown():
    assert verdict("Бутылочка для кормления") == "unknown"
    assert verdict("Brot μ und mehr") == "ok"


def verdict(title: str, **said: object) -> str:
    return judged(Item("1", title=title, **said)).verdict


@pytest.mark.parametrize("title", REFUSED)
def test_refused(title):
    assert verdict(title) == "block", judged(Item("1", title=title))


@pytest.mark.parametrize("title", ALLOWED)
def test_false_friends_are_allowed(title):
    assert verdict(title) == "ok", judged(Item("1", title=title))


def test_words_of_the_table_get_its_verdict():
    """Short stages need company, an age under six months is worse than its word, cosmetics need their list."""
    wrong = {}
    for row in tables.rows("substitutes.csv"):
        got = judged(Item("1", title=row["term"]))
        if got.verdict != row["verdict"] and got.kind != "cosmetic":
            wrong[row["term"]] = (row["verdict"], got.verdict)
    assert wrong == {
        "baby cereal from 4 months": ("warn", "block"),
        "first foods from 4 months": ("warn", "block"),
        "이유식 4개월": ("warn", "block"),
        "学饮杯带奶嘴": ("warn", "block"),
        "Dutch Lady 123": ("block", "warn"),
        "커피 분유맛 사탕": ("ok", "warn"),
        **dict.fromkeys(("1段", "2段", "3段", "1阶", "2阶"), ("block", "warn")),
        "贰段": ("block", "ok"),
    }


def test_what_the_partner_says_of_ages_and_of_the_code_counts():
    assert verdict("Nutrition powder 800 g", age_from_months=6, age_to_months=12) == "block"
    assert verdict("Maternity pillow", is_substitute=True) == "block"
    assert (
        verdict("Goodnight tin", category="Baby & Toddler > Nursing & Feeding > Baby & Toddler Formula")
        == "block"
    )


def test_the_small_print_counts():
    said = "Suitable from birth. Mix 3 scoops with cooled boiled water. See the feeding guide on the tin."
    assert verdict("Moonlight powder 800 g", description=said) == "block"
    assert (
        verdict("Gift box for mums", description="Includes a free sample of stage 1 infant formula.")
        == "block"
    )
    assert verdict("Nursing pillow", description="For breastfeeding or bottle feeding.") == "ok"


def test_a_brand_of_formula_on_another_thing_goes_to_a_person():
    assert verdict("Milk powder for mothers", brand="Aptamil") == "warn"
    assert verdict("Plush bear", brand="Similac") == "warn"
    assert verdict("Powder 800 g", brand="Nutrilon") == "block"


LETTERS = {"a": "аαᴀ", "e": "еε", "o": "оο0", "i": "іι1", "m": "мᴍ", "t": "тτ", "k": "кκ"}
UNSEEN = ("\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\u034f")


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        ["infant formula", "baby milk powder", "follow-on milk", "toddler milk", "feeding bottle"]
    ),
    st.randoms(use_true_random=False),
)
def test_look_alikes_and_unseen_signs_hide_nothing(term, chance):
    said = "".join(
        chance.choice(LETTERS[letter]) if letter in LETTERS and chance.random() < 0.4 else letter
        for letter in term
    )
    said = "".join(letter + (chance.choice(UNSEEN) if chance.random() < 0.4 else "") for letter in said)
    assert verdict(said) == "block", said


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["formula", "aptamil", "similac"]),
    st.sampled_from([" ", ".", "-", "*", " . ", "·", "_"]),
    st.sampled_from(["baby {}", "{} for infants 0-6 months", "newborn {}"]),
)
def test_letters_apart_hide_nothing(term, gap, frame):
    assert verdict(frame.format(gap.join(term))) == "block"


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["婴儿奶粉", "婴幼儿配方", "宝宝奶粉", "新生儿奶瓶"]),
    st.sampled_from([" ", "·", "*", "-", "\u200b", "_"]),
)
def test_characters_apart_hide_nothing(term, gap):
    assert verdict(gap.join(term)) == "block"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["분유", "조제분유", "젖병"]), st.sampled_from([" ", "·", ".", "-", "\u200b", "_"]))
def test_syllables_apart_hide_nothing(term, gap):
    assert verdict(gap.join(term)) == "block"

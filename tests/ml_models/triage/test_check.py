"""What a mother writes, and what is found in it."""

import pytest

from ml_models.triage import CATEGORIES, Finding, check, check_many, version, what_to_do
from ml_models.triage.lexicon import rows


def categories(text: str, language: str = "en") -> list[str]:
    return [finding.category for finding in check(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("I'm soaking a pad every hour", "en", Finding("bleeding", "emergency")),
        ("pink spotting since lunch", "en", Finding("bleeding", "urgent")),
        ("my waters are green", "en", Finding("fluid_loss", "emergency")),
        ("no movement at all all day", "en", Finding("reduced_movements", "emergency")),
        ("流出来的水是绿色的", "zh", Finding("fluid_loss", "emergency")),
        ("卫生巾湿透了，大出血", "zh", Finding("bleeding", "emergency")),
        ("하루 종일 태동이 없어요", "ko", Finding("reduced_movements", "emergency")),
        ("피가 나요", "ko", Finding("bleeding", "urgent")),
    ],
)
def test_severity_goes_by_the_wording(text, language, finding):
    assert check(text, language)[0] == finding


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("no bleeding any more", "en"),
        ("not the headache from before", "en"),
        ("I don't have a fever", "en"),
        ("my sister had bleeding at 12 weeks", "en"),
        ("what should I do if I start bleeding?", "en"),
        ("my gums bleed when I brush", "en"),
        ("今天没有出血", "zh"),
        ("我姐姐怀孕时出过血", "zh"),
        ("如果破水了怎么办", "zh"),
        ("출혈 없어요", "ko"),
        ("친구가 교통사고 났어요", "ko"),
        ("양수가 터지면 어떤 느낌이에요", "ko"),
    ],
)
def test_denied_others_and_asked_are_let_through(text, language):
    assert check(text, language) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No bleeding, but I have a terrible headache", ["severe_headache"]),
        ("My sister bled at 12 weeks and now I am bleeding too", ["bleeding"]),
        ("What should I do? I am bleeding", ["bleeding"]),
        ("my mother says my headache is dangerous, it will not stop", ["severe_headache"]),
        ("the bleeding stopped but it started again, I am bleeding heavily", ["bleeding"]),
    ],
)
def test_a_denial_reaches_no_further_than_its_clause(text, expected):
    assert categories(text) == expected


@pytest.mark.parametrize(
    "text", ["im bleding and scared", "my waters brok", "severe hedache", "I have contracions"]
)
def test_misspelt_words_are_understood(text):
    assert categories(text)


def test_several_findings_come_most_urgent_first_and_then_in_her_order():
    found = check("My calf is swollen and red. I have a fever of 38.7. I can't breathe.", "en")
    assert found == (
        Finding("chest_pain_breathlessness", "emergency"),
        Finding("calf_pain", "urgent"),
        Finding("fever", "urgent"),
    )


def test_the_script_decides_what_is_read_not_her_language():
    assert categories("my water broke", "ko") == ["fluid_loss"]
    assert categories("양수가 터졌어요", "en") == ["fluid_loss"]
    assert set(categories("오늘 검진 갔어요. I am bleeding", "ko")) == {"bleeding"}
    assert categories("下面出血了 and I have chest pain", "zh") == ["chest_pain_breathlessness", "bleeding"]


def test_one_sentence_in_a_long_text_is_found():
    chat = "We had a lovely weekend and walked in the park with the dog. " * 100
    assert categories(chat + "Since this morning I am bleeding. " + chat) == ["bleeding"]


def test_ordinary_talk_is_let_through():
    for text in (
        "",
        " ",
        "hello",
        "see you on Thursday",
        "👍",
        "can I eat sushi?",
        "你好",
        "감사합니다",
        "123",
    ):
        assert check(text, "en") == ()


def test_a_batch_answers_like_single_messages():
    messages = [("I am bleeding", "en"), ("hello", "en"), ("发烧39度", "zh"), ("I am bleeding", "en")]
    assert check_many(messages) == [check(*message) for message in messages]


def test_every_finding_has_advice_in_every_language():
    for category in CATEGORIES:
        for severity in ("urgent", "emergency"):
            told = {what_to_do(category, severity, language) for language in ("en", "zh", "ko")}
            assert len(told) == 3
    assert what_to_do("bleeding", "urgent", "zh-hans") == what_to_do("bleeding", "urgent", "zh")
    assert what_to_do("bleeding", "urgent", "fr") == what_to_do("bleeding", "urgent", "en")
    with pytest.raises(KeyError):
        what_to_do("hiccups", "urgent", "en")


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
def test_advice_is_that_of_the_reviewed_tables(language):
    for row in rows(f"tables/red_flags_{language}.csv"):
        if row["polarity"] == "positive":
            assert what_to_do(row["category"], row["severity"], language) == row["what_to_do"]


def test_the_version_names_the_method():
    assert version.startswith("triage-")


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", text) for text in ("thank you", "one", "on the left", "just now", "see attached", "i think so")]
    + [("en", text) for text in ("twice a day", "ask her", "back home", "i want to", "only water")]
    + [("zh", text) for text in ("左边", "两个", "两次", "水")]
    + [("ko", text) for text in ("오른쪽이요", "한쪽만요", "다리요")],
)
def test_a_short_reply_says_nothing_that_no_rule_reads(language, text):
    assert check(text, language) == ()


@pytest.mark.parametrize(
    ("language", "text"), [("en", "bleeding"), ("en", "waters broke"), ("zh", "出血"), ("ko", "피가 나요")]
)
def test_a_short_warning_is_read_by_the_rules(language, text):
    assert check(text, language)

"""Words in disguise, and the long harmless texts in which they hide."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

from hypothesis import strategies as st

from apps.referrals.screening.normal import FACTS

ENGLISH: Final = """
gentle daily care for mothers soft breathable fabric made from organic cotton washable suitable for
sensitive skin fragrance free vegan recyclable pack contains sixty pieces one each morning with water store
cool dry place out of reach best before family kitchen breakfast lunch recipe wholegrain rich in fibre
source protein no added sugar salt low fat comfort support cushion filling colours grey sage sand navy
delivery within three days first step second number only
"""
GERMAN: Final = """
die weiche Decke aus Baumwolle hält warm für Mütter mit empfindlicher Haut ohne Duftstoffe reicht dreißig
Tage Größe Milchreis Getreide Wasser Flaschenhalter natürliches Öl Kapseln täglich eine nach dem Essen nicht
für Säuglinge
"""
FRENCH: Final = """
la couverture douce en coton reste chaude pour les mères à la peau sensible sans parfum paquet de trente
jours petit déjeuner céréales eau bouteille qualité depuis longtemps huile naturelle une par jour après le
repas crème
"""
CHINESE: Final = """
柔软 透气 棉质 面料 适合 敏感 肌肤 每天 早上 一片 用水 送服 存放 阴凉 干燥 家庭 厨房 早餐 全麦 富含 纤维
蛋白质 不加 糖 盐 舒适 支撑 靠垫 颜色 灰色 送货 三天 之内 妈妈 喜爱 品质 清爽 吸收 快 保湿 新 配方 获奖 日常
必备
"""
KOREAN: Final = """
부드러운 면 원단 민감한 피부 에 좋은 매일 아침 한 알 물 과 함께 서늘한 곳 보관 가족 주방 아침 식사 통곡물
식이섬유 풍부 단백질 설탕 무첨가 편안한 쿠션 색상 회색 배송 삼일 이내 엄마 가 사랑하는 품질 가벼운 흡수 보습
새로운 수상 일상 필수
"""
HIDDEN: Final = "\u00ad\u200b\u200d\u2060\u034f"
DIGITS: Final = str.maketrans("oieas", "01345")
MARKS: Final = "\u0301\u0308\u0327"


def _alike() -> dict[str, str]:
    lines = (FACTS / "letters.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: line.partition(" ")[2] for line in lines if not line.startswith("#")}


ALIKE: Final = _alike()


def fillers() -> st.SearchStrategy[list[str]]:
    """Words of one language, or of all of them."""
    languages = (ENGLISH, ENGLISH, GERMAN, FRENCH, CHINESE, KOREAN, ENGLISH + CHINESE + KOREAN)
    return st.sampled_from(languages).flatmap(
        lambda words: st.lists(st.sampled_from(words.split()), min_size=1, max_size=90)
    )


def disguised(word: str) -> st.SearchStrategy[str]:
    """A word as somebody writes it who does not want it to be found, or as it is."""
    places = st.integers(1, max(1, len(word) - 1))
    ways: list[st.SearchStrategy[str]] = [
        st.just(word),
        st.sampled_from((" ", ".", "-", "·", "*", "_", ", ")).map(lambda sign: sign.join(word)),
        st.just("".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in word)),
        st.sampled_from(HIDDEN).map(lambda sign: sign.join(word)),
        st.just(word.lower().translate(DIGITS)),
        st.just("".join(ALIKE.get(one, one)[0] for one in word.lower())),
        st.sampled_from(MARKS).map(lambda mark: "".join(one + mark for one in word)),
        st.just(unicodedata.normalize("NFKD", word)),
        st.just(word.upper()),
        st.just(word.replace(" ", "")),
        places.flatmap(_cut_by(word)),
        places.map(lambda at: word[:at] + word[at + 1 :]),
        places.map(lambda at: f"{word[:at]}e{word[at:]}"),
        st.sampled_from(
            ("no {}", "without {}", "{}-free", "{} 무첨가", "不含{}", "free {}", "{}s", "baby{}")
        ).map(lambda form: form.format(word)),
    ]
    return st.one_of(ways)


def _cut_by(word: str) -> Callable[[int], st.SearchStrategy[str]]:
    return lambda at: st.sampled_from((" ", "-", "\n", ", ")).map(lambda sign: word[:at] + sign + word[at:])

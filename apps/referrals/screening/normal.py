"""One spelling of what is written many ways: look-alike letters, invisible signs, spaced words, other scripts' forms."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from apps.referrals.screening.sieve import Sieve

FACTS: Final = Path(__file__).parent / "facts"
INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
MARKS: Final = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
HANGUL: Final = "\uac00-\ud7a3"
EAST: Final = re.compile(f"[{HAN}{HANGUL}]")
BETWEEN_HAN: Final = re.compile(rf"(?<=[{HAN}])[\s·•・*_.~^'\"|\\/-]+(?=[{HAN}])")
SPACED_HANGUL: Final = re.compile(
    rf"(?<![{HANGUL}])(?:[{HANGUL}][\s·•・*_.~^|\\/-]+)+[{HANGUL}](?![{HANGUL}])"
)
SIGNS_IN_HANGUL: Final = re.compile(rf"(?<=[{HANGUL}])[·•・*_.~^|\\/-]+(?=[{HANGUL}])")
SPACED_LATIN: Final = re.compile(
    r"(?<![a-z0-9])(?:[a-z0-9@$][\s.·•*_~^|\\/,-]{1,3}){3,}[a-z0-9@$](?![a-z0-9])"
)
DOTTED: Final = re.compile(r"(?<=[a-z])[·•*_~^|](?=[a-z])")
NOT_LETTER: Final = re.compile(r"[^a-z0-9@$]+")
WORD: Final = re.compile(r"[a-z0-9@$]+")
LEET: Final = str.maketrans("01345@$", "oieasas")
JAMO: Final = re.compile("[\u3131-\u318e]")
OLD_HAN: Final = str.maketrans(
    "嬰兒養營寶媽貝階壹貳叁參兩國標產婦發開關員個歲齡麥鐵鈣鋅鎂維藥療癒預壓煙減體髮顏護膚紅龍鹽藍飛鶴賜啟"
    "賦當歸黃門點膠劑葉綠過對視樹銀霧鳳薑滅蟲殺鋁鉛銅錫製贈試裝轉換儲濕熱溫貼嘗親類結構乾雙氫異質腎腸陰虛"
    "買賣醫師憑處輕終續繼餵沖調蟬龜蘆薈雞鴨魚蝦滿陽萬與長後時間達較飲飽餅黴衛淨潔塗噴紙濃縮鈉鉀錠複補礦鈷"
    "銨澱麩堅蠶絲懷癥臟腦憂鬱燒",
    "婴儿养营宝妈贝阶一二三参两国标产妇发开关员个岁龄麦铁钙锌镁维药疗愈预压烟减体发颜护肤红龙盐蓝飞鹤赐启"
    "赋当归黄门点胶剂叶绿过对视树银雾凤姜灭虫杀铝铅铜锡制赠试装转换储湿热温贴尝亲类结构干双氢异质肾肠阴虚"
    "买卖医师凭处轻终续继喂冲调蝉龟芦荟鸡鸭鱼虾满阳万与长后时间达较饮饱饼霉卫净洁涂喷纸浓缩钠钾锭复补矿钴"
    "铵淀麸坚蚕丝怀症脏脑忧郁烧",
)
"""Traditional characters that occur in the tables, as simplified ones."""
SPLIT_HAN: Final = (("女乃", "奶"), ("米分", "粉"), ("石西", "硒"), ("酉享", "醇"))
"""One character written as its two halves, which many readers join."""


def _letters() -> dict[int, str]:
    table = {}
    for line in (FACTS / "letters.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            letter, _, alike = line.partition(" ")
            table.update({ord(sign): letter for sign in alike})
    return table


LETTERS: Final = _letters()
LONG_WORD: Final = re.compile(r"[a-z]{10}")
GLUED: Final = re.compile(
    r"(infants?|bab(?:y|ies)|toddlers?|newborn|sauglings|kinder|folge|anfangs|trink|saug|milk|milch|formula|nahrungs|growingup|followon)"
    r"(?=(?:milk|milch|formula|nahrung|flasche|powder|pulver|bottle|drink|food|teats?|nipple|stage)s?)"
)
ENDS_IN_MILK: Final = re.compile(
    r"\b(?!(?:butter|coconut|almond|cashew|breast|whole|skimmed|voll|mager|mutter|hafer|soja|kokos|mandel)mil)"
    r"([a-z]{4,})(milk|milch|formula|nahrung)(?=pulver|powder|[0-9]|\b)"
)
"""Words that are written as one, as German ones are: what follows decides, or what they end in."""
HYPHENED: Final = re.compile(r"[a-z]+(?:-[a-z]+)+")
OFTEN_CUT: Final = frozenset(
    {
        "infant", "infants", "formula", "milk", "baby", "babies", "toddler", "newborn", "bottle", "bottles", "teat",
        "teats", "nipple", "nipples", "powder", "aptamil", "similac", "enfamil", "nutrilon", "kendamil", "wine", "beer",
        "vodka", "whisky", "whiskey", "cigarette", "tobacco", "nicotine", "vape", "retinol", "tretinoin",
    }
)  # fmt: skip
NOTHING: Final[frozenset[str]] = frozenset()
REMEMBERED_TO: Final = 160
"""Longer texts are not remembered: they would take too much memory."""


def _cut(word: str) -> str:
    """Return a pattern of a word with one hyphen in it, and perhaps more."""
    return "|".join(f"{'-?'.join(word[:at])}-{'-?'.join(word[at:])}" for at in range(1, len(word)))


SIGHTS: Final = Sieve()
"""What patterns are looked for in texts, all in one pass; whoever has one adds it."""
JOINED: Final = SIGHTS.add(r"[a-z][·•*_~^|][a-z]")
SPACED: Final = SIGHTS.add(SPACED_LATIN)
CLOSED: Final = SIGHTS.add(GLUED.pattern.replace("(?=", "(?:"), r"[a-z]{4}(?:milk|milch|formula|nahrung)")
CUT: Final = SIGHTS.add(*(_cut(word) for word in sorted(OFTEN_CUT)))
CHANGES: Final = JOINED | SPACED | CLOSED | CUT
"""Of most texts none of these changes anything."""
UNEVEN: Final = SIGHTS.add("  |[\t-\r\x1c-\x1f]")
"""Spaces of ASCII that are more than one, or no space."""


class Text:
    """`flat`: the text in one spelling. What is made of it is made when it is asked for: of most texts nothing is."""

    __slots__ = (
        "_of_sights",
        "_pairs",
        "_raw",
        "_seen",
        "_spans",
        "_stems",
        "flat",
        "gate",
        "told",
        "told_at",
    )

    def __init__(self, flat: str, seen: int | None = None) -> None:
        """`seen`: which of `SIGHTS` may match, where that is known already."""
        self.flat = flat
        self._raw: list[str] | None = None
        self._stems: list[str] | None = None
        self._spans: list[tuple[int, int]] = []
        self._pairs: frozenset[str] | None = None
        self._seen = seen or 0
        self._of_sights = 0 if seen is None else SIGHTS.count
        self.gate: Any = None
        """Remembered by `lexicon`: which of them may find something here, and where."""
        self.told: int | None = None
        self.told_at: list[tuple[int, int]] | None = None
        """Remembered by `telling`: what it may tell, and at which words."""

    @property
    def raw_words(self) -> list[str]:
        """Its Latin words as they stand there."""
        if self._raw is None:
            flat = self.flat
            self._raw = _ascii_words(flat) if flat.isascii() else WORD.findall(flat)
        return self._raw

    @property
    def stems(self) -> list[str]:
        """The stems of its Latin words."""
        if self._stems is None:
            self._stems = list(map(stem, self.raw_words))
        return self._stems

    def span(self, at: int) -> tuple[int, int]:
        """Return where one of its Latin words begins and ends. Nothing behind it is looked at."""
        spans = self._spans
        if at >= len(spans):
            flat, words = self.flat, self.raw_words
            end = spans[-1][1] if spans else 0
            for word in words[len(spans) : at + 1]:
                start = flat.index(word, end)
                end = start + len(word)
                spans.append((start, end))
        return spans[at]

    @property
    def pairs(self) -> frozenset[str]:
        """Pairs of neighbours, and single characters, where the text is more than Latin."""
        if self._pairs is None:
            flat = self.flat
            self._pairs = NOTHING if flat.isascii() else frozenset((*map("".join, pairwise(flat)), *flat))
        return self._pairs

    def may_show(self, sights: int) -> bool:
        """Say quickly whether one of some patterns of `SIGHTS` may match; False is certain."""
        if self._of_sights != SIGHTS.count:
            self._seen, self._of_sights = SIGHTS.of(self.flat), SIGHTS.count
        return bool(self._seen & sights)


ONLY_WORDS: Final = bytes(at if at < 128 and WORD.fullmatch(chr(at)) else 32 for at in range(256))


def _ascii_words(flat: str) -> list[str]:
    return flat.encode("ascii").translate(ONLY_WORDS).decode("ascii").split()


def text(said: str) -> Text:
    """Return a text in one spelling. Short ones are remembered: ingredients, kinds, what variants have in common."""
    return _short(said) if len(said) <= REMEMBERED_TO else _spelt(said)


@lru_cache(maxsize=4_096)
def _short(said: str) -> Text:
    return _spelt(said)


def leet(word: str) -> tuple[str, ...]:
    """Return what a word with digits in it may mean: `f0rmu1a`."""
    plain = word.translate(LEET)
    return plain, plain.replace("i", "l"), word.replace("1", "l").translate(LEET)


def spelling(said: str) -> str:
    """Return lower case without invisible signs, look-alike letters, marks, and gaps inside of words."""
    return _spelt(said).flat


def _spelt(said: str) -> Text:
    """Return a text in one spelling. Most are looked at once: what shows that nothing changes shows the sights, too."""
    if "&" in said:
        said = html.unescape(said)
    flat = (said.lower() if said.isascii() else _of_all_scripts(said)).strip()
    seen = SIGHTS.of(flat)
    if seen & CHANGES:
        return Text(" ".join(_mended(flat).split()))
    if flat.isascii() and not seen & UNEVEN:
        return Text(flat, seen)
    even = " ".join(flat.split())
    return Text(even, seen if even == flat else None)


def _mended(flat: str) -> str:
    """Return a text whose words are whole, and apart."""
    flat = DOTTED.sub("", flat)
    if SIGHTS.of(flat) & SPACED:
        flat = SPACED_LATIN.sub(lambda found: NOT_LETTER.sub("", found.group()), flat)
    if LONG_WORD.search(flat) and SIGHTS.of(flat) & CLOSED:
        flat = ENDS_IN_MILK.sub(r"\1 \2", GLUED.sub(r"\1 ", flat))
    if SIGHTS.of(flat) & CUT:
        flat = HYPHENED.sub(lambda found: _without_hyphens(found.group()), flat)
    return flat


def _without_hyphens(said: str) -> str:
    """Return a word that was cut by hyphens, where it is one of those that are cut to hide them."""
    whole = said.replace("-", "")
    return whole if whole in OFTEN_CUT else said


def _of_all_scripts(said: str) -> str:
    flat = INVISIBLE.sub("", said)
    if JAMO.search(flat):  # letters of Hangul side by side, ㅂㅜㄴㅇㅠ, are syllables to a reader
        flat = _syllables(flat)
    flat = INVISIBLE.sub("", unicodedata.normalize("NFKC", flat))
    flat = unicodedata.normalize("NFC", MARKS.sub("", unicodedata.normalize("NFD", flat)))
    flat = flat.casefold().translate(LETTERS).translate(OLD_HAN)
    for halves, whole in SPLIT_HAN:
        flat = flat.replace(halves, whole)
    flat = BETWEEN_HAN.sub("", flat)
    flat = SIGNS_IN_HANGUL.sub("", flat)
    return SPACED_HANGUL.sub(lambda found: re.sub(rf"[^{HANGUL}]+", "", found.group()), flat)


LEADS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
TAILS: Final = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
SYLLABLE: Final = re.compile(f"([{LEADS}])([{VOWELS}])(?:([{TAILS[1:]}])(?![{VOWELS}]))?")


def _syllables(said: str) -> str:
    def joined(found: re.Match[str]) -> str:
        lead, vowel, tail = found.groups()
        return chr(0xAC00 + (LEADS.index(lead) * 21 + VOWELS.index(vowel)) * 28 + TAILS.index(tail or " "))

    return SYLLABLE.sub(joined, said)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return a word without its plural, in the spelling of one country."""
    if len(word) > 4 and word.endswith("ies"):
        word = f"{word[:-3]}y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return word.replace("iz", "is").replace("yz", "ys").replace("ae", "e").replace("oe", "e")

"""Household measures in Chinese and Korean, for those that many foods share. The table has them in English.

A measure is a number and a thing, sometimes with more words after a comma: `1 cup, cooked`. Where one part is not
known here, the whole stays English: half a translation would be worse. Our own translations.
"""

from __future__ import annotations

import re
from typing import Final

THINGS: Final[dict[str, tuple[str, str]]] = {
    "usual amount": ("常用量", "보통 분량"),
    "serving": ("份", "1회 분량"),
    "small serving": ("小份", "적은 분량"),
    "large serving": ("大份", "많은 분량"),
    "portion": ("份", "인분"),
    "cup": ("杯", "컵"),
    "cup (8 fl oz)": ("杯（240 毫升）", "컵(240 mL)"),
    "tablespoon": ("汤匙", "큰술"),
    "teaspoon": ("茶匙", "작은술"),
    "fl oz": ("液量盎司（30 毫升）", "액량 온스(30 mL)"),
    "oz": ("盎司（28 克）", "온스(28 g)"),
    "large": ("个（大）", "개(큰 것)"),
    "medium": ("个（中）", "개(중간 것)"),
    "small": ("个（小）", "개(작은 것)"),
    "regular": ("个（普通）", "개(보통)"),
    "miniature": ("个（迷你）", "개(미니)"),
    "whole": ("整个", "통째 한 개"),
    "piece": ("块", "조각"),
    "slice": ("片", "장"),
    "large or thick slice": ("片（大或厚）", "장(크거나 두꺼운 것)"),
    "medium or regular slice": ("片（中）", "장(보통)"),
    "small or thin/very thin slice": ("片（小或薄）", "장(작거나 얇은 것)"),
    "small or thin slice": ("片（小或薄）", "장(작거나 얇은 것)"),
    "medium slice": ("片（中）", "장(중간 것)"),
    "large slice": ("片（大）", "장(큰 것)"),
    "egg": ("个蛋", "알"),
    "sandwich": ("个三明治", "개(샌드위치)"),
    "can": ("罐", "캔"),
    "can (12 fl oz)": ("罐（355 毫升）", "캔(355 mL)"),
    "bottle (16.9 fl oz or 500 ml)": ("瓶（500 毫升）", "병(500 mL)"),
    "bottle (12 fl oz)": ("瓶（355 毫升）", "병(355 mL)"),
    "bottle (20 fl oz)": ("瓶（590 毫升）", "병(590 mL)"),
    "drink": ("杯（一份饮料）", "잔"),
    "small drink": ("杯（小）", "잔(작은 것)"),
    "medium drink": ("杯（中）", "잔(중간 것)"),
    "large drink": ("杯（大）", "잔(큰 것)"),
    "pouch": ("袋", "파우치"),
    "packet": ("小包", "봉지"),
    "package": ("包", "봉지(포장)"),
    "bag": ("袋", "봉지"),
    "bar": ("条", "개(바)"),
    "stick": ("根", "개(막대)"),
    "chip": ("片", "조각(칩)"),
    "cracker": ("片（饼干）", "개(크래커)"),
    "nut": ("粒", "알"),
    "patty": ("块（肉饼）", "장(패티)"),
    "fruit": ("个", "개"),
    "scoop": ("勺", "스쿱"),
    "jar": ("瓶（罐头）", "병"),
    "individual container": ("小盒", "개(소포장)"),
    "small/regular fillet": ("片（鱼片，小或普通）", "토막(작거나 보통)"),
    "large fillet": ("片（鱼片，大）", "토막(큰 것)"),
    "whole fish, any size": ("整条鱼", "마리"),
    "fish": ("条", "마리"),
    "handful": ("把", "줌"),
    "sheet": ("张", "장"),
    "mushroom": ("个", "개"),
    "bun": ("个", "개"),
    "bowl": ("碗", "그릇"),
}
HOW: Final[dict[str, tuple[str, str]]] = {
    "cooked": ("熟", "익힌 것"),
    "cooked, diced": ("熟，切丁", "익혀 썬 것"),
    "diced": ("切丁", "썬 것"),
    "pieces": ("切块", "조각"),
    "mashed": ("捣碎", "으깬 것"),
    "shredded": ("切丝", "채 썬 것"),
    "NFS": ("", ""),
    "no ice": ("无冰", "얼음 없이"),
    "with ice": ("加冰", "얼음 포함"),
    "any size": ("大小不限", "크기 무관"),
}
_MEASURE: Final = re.compile(r"(\d+(?:[./]\d+)?) (.+)")
_HOW: Final = re.compile(r"(.+?)(?:, (.+)| \((no ice|with ice|NFS)\))")


def said_in(language: str, measure: str) -> str:
    """Return a measure as it is said in a language (zh…, ko…), in English where a part of it is not known."""
    column = {"zh": 0, "ko": 1}.get(language[:2])
    found = _MEASURE.fullmatch(measure)
    if column is None or found is None:
        return measure
    number, thing = found.groups()
    said = _said(thing, column)
    return measure if said is None else f"{number} {said}"


def _said(thing: str, column: int) -> str | None:
    if thing in THINGS:
        return THINGS[thing][column]
    parts = _HOW.fullmatch(thing)
    if parts is None or parts[1] not in THINGS or (how := parts[2] or parts[3]) not in HOW:
        return None
    more = HOW[how][column]
    return f"{THINGS[parts[1]][column]}, {more}" if more else THINGS[parts[1]][column]

"""Foods that a shopping list and a shop's title can both be about, with the words for them in three languages.

A line of a shopping list names a food as the food table does, a product as a shop does; both are read by whole words.
Foods that would tell how somebody is are not here. `words`: English, Chinese, Korean; the longest that is found counts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

FOODS: Final[dict[str, tuple[str, ...]]] = {
    "oats": ("oat", "oats", "oatmeal", "rolled oats", "porridge oats", "燕麦", "燕麦片", "귀리", "오트밀"),
    "rice": ("rice", "brown rice", "white rice", "大米", "糙米", "米饭", "쌀", "현미"),
    "quinoa": ("quinoa", "藜麦", "퀴노아"),
    "barley": ("barley", "大麦", "보리"),
    "pasta": ("pasta", "spaghetti", "macaroni", "penne", "意大利面", "意面", "파스타", "스파게티"),
    "noodles": ("noodles", "noodle", "面条", "米粉", "국수"),
    "wholegrain_bread": (
        "whole wheat bread", "wholegrain bread", "whole grain bread", "wholemeal bread", "rye bread", "全麦面包",
        "통밀빵",
    ),
    "breakfast_cereal": ("muesli", "bran flakes", "breakfast cereal", "麦片", "뮤즐리"),
    "lentils": ("lentil", "lentils", "扁豆", "렌틸콩"),
    "chickpeas": ("chickpea", "chickpeas", "garbanzo beans", "hummus", "鹰嘴豆", "병아리콩"),
    "beans": (
        "kidney beans", "black beans", "white beans", "pinto beans", "芸豆", "黑豆", "红豆", "강낭콩", "검은콩",
    ),
    "soybeans": ("soybean", "soybeans", "edamame", "黄豆", "毛豆", "대두", "풋콩"),
    "tofu": ("tofu", "豆腐", "두부"),
    "soy_milk": ("soy milk", "soya milk", "soy drink", "豆浆", "豆奶", "두유"),
    "almonds": ("almond", "almonds", "杏仁", "巴旦木", "아몬드"),
    "walnuts": ("walnut", "walnuts", "核桃", "호두"),
    "peanut_butter": ("peanut butter", "花生酱", "땅콩버터"),
    "nuts": ("mixed nuts", "cashews", "cashew nuts", "pistachios", "hazelnuts", "坚果", "腰果", "견과", "캐슈넛"),
    "seeds": (
        "chia seeds", "pumpkin seeds", "sunflower seeds", "sesame seeds", "flaxseed", "flax seeds", "linseed", "奇亚籽",
        "南瓜子", "亚麻籽", "芝麻", "치아씨드", "호박씨", "아마씨", "참깨",
    ),
    "olive_oil": ("olive oil", "橄榄油", "올리브유", "올리브 오일"),
    "rapeseed_oil": ("rapeseed oil", "canola oil", "菜籽油", "카놀라유"),
    "sardines": ("sardine", "sardines", "沙丁鱼", "정어리"),
    "salmon": ("salmon", "三文鱼", "鲑鱼", "연어"),
    "dried_fruit": (
        "dried apricots", "raisins", "prunes", "dried plums", "dates", "dried fruit", "葡萄干", "西梅", "杏干", "红枣",
        "건포도", "푸룬", "말린 과일", "대추",
    ),
    "berries": ("blueberries", "strawberries", "raspberries", "berries", "蓝莓", "草莓", "블루베리", "딸기"),
    "tomatoes": ("tomato", "tomatoes", "番茄", "西红柿", "토마토"),
    "spinach": ("spinach", "菠菜", "시금치"),
    "broccoli": ("broccoli", "西兰花", "브로콜리"),
    "carrots": ("carrot", "carrots", "胡萝卜", "당근"),
    "potatoes": ("potato", "potatoes", "土豆", "马铃薯", "감자"),
    "sweet_potatoes": ("sweet potato", "sweet potatoes", "红薯", "地瓜", "고구마"),
    "peas": ("peas", "green peas", "豌豆", "완두콩"),
    "sweetcorn": ("sweetcorn", "corn", "玉米", "옥수수"),
    "mushrooms": ("mushroom", "mushrooms", "蘑菇", "香菇", "버섯"),
    "apples": ("apple", "apples", "苹果", "사과"),
    "bananas": ("banana", "bananas", "香蕉", "바나나"),
    "oranges": ("orange", "oranges", "橙子", "오렌지"),
    "yogurt": ("yogurt", "yoghurt", "酸奶", "요거트", "요구르트"),
    "milk": ("milk", "low fat milk", "whole milk", "牛奶", "우유"),
    "cheese": ("cheese", "cheddar", "mozzarella", "奶酪", "치즈"),
    "eggs": ("egg", "eggs", "鸡蛋", "달걀", "계란"),
    "chicken": ("chicken", "鸡肉", "닭고기"),
}  # fmt: skip
"""Seaweed is not here on purpose: it brings iodine that nobody counts."""
NOT_THE_FOOD: Final = re.compile(
    r"\b(?:flavou?red|flavou?r|scented|shampoo|soap|lotion|cream|costume|toy|maker|cooker|cutter|slicer|peeler|holder|"
    r"seedlings?|cider|juice|crisps|chips|candy|cake|cookies?|liqueur|beer|wine|vinegar|sauce|soup|milk chocolate)\b"
    r"|味|玩具|香皂|(?<!有)机|器|酒|맛|장난감|비누|기계",
    re.IGNORECASE,
)
LETTERS: Final = re.compile(r"[a-z]")


@lru_cache(maxsize=1)
def _by_word() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    of_word = {word: food for food, words in FOODS.items() for word in words}
    longest = sorted(of_word, key=lambda word: -len(word))
    latin = [re.escape(word) for word in longest if LETTERS.match(word)]
    others = [re.escape(word) for word in longest if not LETTERS.match(word)]
    return of_word, re.compile(rf"\b(?:{'|'.join(latin)})\b"), re.compile("|".join(others))


@lru_cache(maxsize=16_384)
def food_of(title: str) -> str | None:
    """Return which food a title or a line of a shopping list is about; None where it is none of these, or several.

    What is only like a food (a flavour, a toy, a juice) is none.
    """
    said = title.lower()
    if NOT_THE_FOOD.search(said):
        return None
    of_word, latin, others = _by_word()
    found = {of_word[hit] for pattern in (latin, others) for hit in pattern.findall(said)}
    return found.pop() if len(found) == 1 else None


HANGUL: Final = re.compile(r"[\uac00-\ud7a3]")


def name_of(food: str, language: str) -> str:
    """Return what a food is called in `en`, `zh-hans` or `ko`."""
    words = FOODS[food]
    if language == "ko":
        return next((word for word in words if HANGUL.search(word)), words[0])
    if language.startswith("zh"):
        return next((word for word in words if not LETTERS.match(word) and not HANGUL.search(word)), words[0])
    return words[0]

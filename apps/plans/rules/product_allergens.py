"""Which allergens the words of a product, or of what was written down as an allergy, are about.

Products come with lists of ingredients in English, Chinese, Korean, German or French. The first fourteen are those of
Regulation (EU) 1169/2011, annex II; the rest are what Korea has declared besides, and what touches the skin.
Rather one product too many than one too few is refused: no word is taken back by a `free` beside it, but for latex.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

OF_TEN: Final[Mapping[str, tuple[str, ...]]] = {
    "milk": ("milk",),
    "egg": ("eggs",),
    "fish": ("fish",),
    "shellfish": ("crustaceans", "molluscs"),
    "peanut": ("peanuts",),
    "tree_nut": ("nuts",),
    "wheat": ("gluten",),
    "soy": ("soybeans",),
    "sesame": ("sesame",),
    "mustard": ("mustard",),
}
"""Foods that dishes are checked for, as the European list names them."""
SEA: Final = r"|seafood|海鲜|海味|해산물|meeresfr|fruits de mer"
SHELLS: Final = r"|shell ?fish|schalentier|fruits? à coques? de mer" + SEA
WORDS: Final[Mapping[str, str]] = {
    "gluten": r"(?<!buck)wheat|gluten|c(?:o)?eliac|barley|\brye\b|\boats?\b|oatmeal|\bmalt(?:ed|s)?\b|spelt\b|"
    r"semolina|durum|bulgur|couscous|seitan|triticale|\bfarro\b|kamut|(?<!buch)weizen|dinkel|roggen|gerste|hafer|"
    r"malz|\bblé|froment|seigle|\borge\b|avoine|épeautre|(?<!荞)麦(?!芽糊精|芽糖|卢卡)|麸|面筋|面粉|谷朊|통밀|호밀|"
    r"밀가루|소맥|(?<!메)밀(?:전분|단백|기울|배아)?(?![가-힣])|보리|귀리|맥아(?!당)|글루텐",
    "crustaceans": r"crustac|krebst|shrimp|prawn|\bcrabs?\b|lobster|crayfish|krill|scampi|langoust|"
    r"chitosan|glucosamin|garnele|hummer|krabbe|crevette|\bcrabe|homard|甲壳|虾|蟹|壳聚糖|氨基葡萄糖|氨糖|"
    r"갑각|새우|꽃게|대게|게살|(?<![가-힣])게(?![가-힣])|키토산|글루코사민|크릴" + SHELLS,
    "eggs": r"\beggs?(?!plant)|albumen|albumin|lysozyme|mayonnaise|meringue|\beier|\bei\b|eigelb|eiklar|eipulver|"
    r"\bvollei|hühnerei|œuf|\boeuf|蛋|卵清|卵白|卵黄|계란|달걀|난류|난백|난황|전란|마요네즈",
    "fish": r"\bfish|salmon|\btuna|\bcod\b|mackerel|anchov|sardine|herring|pollock|haddock|trout|tilapia|"
    r"halibut|surimi|bonito|fisch\b|fischöl|lachs|hering|kabeljau|sardelle|makrele|forelle|poisson|saumon|"
    r"\bthon\b|\bmorue|anchois|hareng|maquereau|cabillaud|鱼|鳕|鲑|鲭|鳀|생선|어류|어유|고등어|연어|참치|멸치|"
    r"명태|황태|북어|가다랑어|가쓰오|어묵|액젓|청어|정어리|장어|갈치|삼치|대구살|대구알" + SEA,
    "peanuts": r"(?<!tree )(?<!brazil )(?<!pine )\bnuts?\b|peanut|groundnut|arachi[sd]|cacahu|erdn[uü](?:ss|ß)|花生|"
    r"땅콩|낙화생",
    "soybeans": r"\bsoy|soja|tofu|edamame|tempeh|\bmiso\b|natto|tamari|(?<!sunflower )(?<!rapeseed )lecithin|"
    r"\be ?322\b|大豆|黄豆|豆腐|豆浆|豆乳|酱油|毛豆|腐竹|(?<!葵花籽)卵磷脂|대두|(?<!땅)콩|두부|두유|간장|된장|"
    r"고추장|청국장|낫토|(?<!해바라기 )(?<!해바라기)레시틴",
    "milk": r"milk|milch|dairy|lacto(?:se|ferrin|glob|albumin)|laktose|casein|kasein|caséin|whey|molke|cheese|käse|"
    r"fromage|(?<!cocoa )(?<!shea )(?<!mango )butter(?!nut|cup)|\bghee\b|\bcream\b|sahne|yog[h]?o?urt|joghurt|"
    r"yaourt|kefir|\blait|lactosérum|beurre|crème|(?<![豆椰腐体肤晒面])乳(?!胶|化|酸|木|香|液|霜|腺)|奶|酪|黄油|"
    r"芝士|우유|유제품|유당|치즈|(?<!시어)(?<!카카오)버터|분유|유청|카제인|카세인|연유|유크림|생크림|요거트|"
    r"요구르트|산양유|원유\b|유단백|락토페린",
    "nuts": r"tree[ _-]?nut|(?<!pea)(?<!ground)\bnuts?\b|almond|walnut|cashew|pecan|pistac|hazelnut|macadamia|"
    r"brazil ?nut|pine ?nut|praline|marzipan|nougat|gianduja|mandel|pistazie|"
    r"(?<!erd)(?<!kokos)(?<!muskat)n[uü](?:ss|ß)|\bnoix\b|noisette|amande|cajou|坚果|杏仁|核桃|腰果|开心果|榛|"
    r"巴旦木|扁桃仁|夏威夷果|碧根果|松子|견과|호두|아몬드|캐슈|피스타치오|헤이즐넛|마카다미아|피칸|브라질너트|개암|"
    r"(?<![가-힣])잣(?![가-힣])",
    "celery": r"celer(?:y|iac)|c[eé]leri|sellerie|芹|셀러리|샐러리",
    "mustard": r"mustard|moutarde|\bsenf|芥末|芥子|芥菜籽|겨자|머스타드",
    "sesame": r"sesam|sésame|tahini|\bbenne\b|芝麻|香油|麻油|麻酱|참깨|참기름|깨(?![가-힣])",
    "sulphites": r"sul(?:ph|f)it|sul(?:ph|f)ur dioxide|schwefeldioxid|dioxyde de soufre|anhydride sulfureux|"
    r"\be ?22[0-8]\b|亚硫酸|二氧化硫|아황산|이산화황",
    "lupin": r"lupin|羽扇豆|루핀|루피너스",
    "molluscs": r"mollus[ckq]|weichtier|mussel|muschel|oyster|auster|huître|\bclams?\b|scallop|squid|"
    r"calamar|calmar|octopus|cuttlefish|tintenfisch|abalone|\bmoules?\b|软体动物|贝|牡蛎|蚝|蛤|鱿|章鱼|"
    r"乌贼|鲍|蚌|조개|굴소스|(?<![가-힣])굴(?![가-힣])|오징어|문어|낙지|홍합|전복|바지락|가리비" + SHELLS,
    "buckwheat": r"buckwheat|buchweizen|sarrasin|荞麦|메밀",
    "peach": r"\bpeach|pfirsich|\bpêche|桃(?!红)|복숭아",
    "tomato": r"tomato|tomate|番茄|西红柿|토마토",
    "pork": r"\bpork|porcine|schwein|\bporc\b|猪|돼지|돈피|돈육",
    "beef": r"\bbeef|bovine|\brind(?:er|fleisch)|\bbœuf|\bboeuf|牛(?!奶|乳|油果)|소고기|쇠고기|우육|우피",
    "chicken": r"chicken|hühner|poulet|鸡(?!蛋)|닭고기|닭가슴|계육",
    "maize": r"maize|\bcorn\b|cornstarch|\bmais|\bmaïs|玉米|옥수수",
    "kiwi": r"kiwi|猕猴桃|奇异果|키위|다래",
    "strawberry": r"strawberr|erdbeer|\bfraise|草莓|딸기",
    "banana": r"banan|香蕉|바나나",
    "coconut": r"coconut|kokos|noix de coco|椰|코코넛",
    "honey": r"\bhoney|\bhonig|\bmiel\b|propolis|royal jelly|bee pollen|蜂|벌꿀|꿀\b|프로폴리스|로열젤리",
    "lanolin": r"lanolin|wool (?:wax|fat|alcohol)|wollwachs|羊毛脂|라놀린",
    "latex": r"latex|hevea|natural rubber|kautschuk|caoutchouc|乳胶|天然橡胶|라텍스|천연 ?고무",
}
SPOKEN: Final = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in WORDS.items()}
TOUCHED: Final = frozenset({"latex"})
"""What things that are worn or held are made of, where nothing says of what."""
WITHOUT: Final = re.compile(
    r"(?:latex|rubber)[ -]?free|\b(?:no|non|without|free (?:of|from))[ -](?:natural )?(?:latex|rubber)|"
    r"latexfrei|sans latex|(?:不含|无)(?:天然)?(?:乳胶|橡胶)|라텍스 ?(?:프리|무함유|없는|free)|(?:논|무) ?라텍스",
    re.IGNORECASE,
)


@lru_cache(maxsize=1_024)
def of(text: str) -> frozenset[str]:
    """Return every allergen that a text names; an empty set where it names none that is known here."""
    return frozenset(name for name, pattern in SPOKEN.items() if pattern.search(WITHOUT.sub(" ", text)))


def of_ten(names: Iterable[str]) -> frozenset[str]:
    """Return what the foods that dishes are checked for stand for."""
    return frozenset(code for name in names for code in OF_TEN.get(name, ()))


def says_without(text: str) -> bool:
    """Say whether a thing is told to be made without latex."""
    return WITHOUT.search(text) is not None

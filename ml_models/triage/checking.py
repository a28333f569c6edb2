"""The check itself: fold the text, read it in every script it is written in, keep what is real."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice, pairwise
from typing import Final, NamedTuple

from ml_models.triage import context, features, model, rules
from ml_models.triage.characters import CharacterReader
from ml_models.triage.findings import ALWAYS_EMERGENCIES, CATEGORIES, LANGUAGES, ORDER, Finding, Severity
from ml_models.triage.reading import Reading
from ml_models.triage.text import MOST_CHARACTERS, blocks, fold, has_han, has_hangul, has_latin
from ml_models.triage.words import WordReader

# Chosen by cross-validation (docs/clinical/triage.md): the learned part adds a finding from ADD on, and takes one of
# the rules back where it holds the sentence to be harmless with HARMLESS or more.
ADD: Final = {"en": 0.22, "zh": 0.2, "ko": 0.22}
HARMLESS: Final = {"en": 0.95, "zh": 0.95, "ko": 0.93}
ADD_BESIDE: Final = 0.4  # a second category beside one that the rules found in the sentence
# Where the context took back what the rules found (somebody else, over, asked); where she denied it in so many words.
ADD_AGAINST: Final = 0.3
ADD_AGAINST_DENIAL: Final = 0.8
# Units (words, characters, Korean letters) from which a sentence is judged by the learned part alone: in «thank you» or
# «on the left» it finds whatever it has learned to follow, and the rules read what is short and plain as it is.
FEWEST: Final = {"en": 4, "zh": 5, "ko": 14}
BELIEVED: Final = (
    0.1  # the likeliest category itself: a doubt that is spread over all of them is about none of them
)
MOST_HITS: Final = 60  # places looked at in one block

Units = list[str] | str  # words, or the signs of a language that is read by characters


class Sentence(NamedTuple):
    """A stretch of a reading: from unit `start` up to `end`, and the concepts in it."""

    start: int
    end: int
    concepts: set[str]


def check(text: str, language: str) -> tuple[Finding, ...]:
    """Return the red flags in what a mother wrote, the most urgent first, then in her order; empty: nothing found.

    `language` is hers. The script decides what is read, since who speaks Korean may write English.
    """
    found: dict[str, tuple[int, int]] = {}
    for category, severity, at in judged_by(text, None):
        order, first = found.get(category, (0, at))
        found[category] = (max(order, ORDER[severity]), min(first, at))
    if not found:
        return ()
    ranked = sorted(found.items(), key=lambda item: (-item[1][0], item[1][1], CATEGORIES.index(item[0])))
    return tuple(Finding(category, _severity(order)) for category, (order, _) in ranked)


def check_many(messages: Iterable[tuple[str, str]]) -> list[tuple[Finding, ...]]:
    """Check (text, language) pairs in one go. Equal messages of a batch are read once."""
    known: dict[tuple[str, str], tuple[Finding, ...]] = {}
    answers = []
    for message in messages:
        if message not in known:
            known[message] = check(*message)
        answers.append(known[message])
    return answers


def prepare() -> None:
    """Load tables and weights of all languages, so that no mother's message waits for it (about half a second)."""
    for text in ("hello", "你好", "안녕"):
        check(text, "en")
    for language in LANGUAGES:
        model.of(language)


def judged_by(text: str, learned: dict[str, model.Model] | None) -> Iterator[tuple[str, Severity, int]]:
    """Yield (category, severity, place) of what is found; `learned` stands in for the committed weights."""
    for block, folded in enumerate(blocks(fold(text))):
        for read_as, reading, units in _readings(folded):
            weights = model.of(read_as) if learned is None else learned.get(read_as)
            for category, severity, at in _judged(read_as, reading, units, weights):
                yield category, severity, block * MOST_CHARACTERS + at


def features_of(text: str, language: str) -> list[str]:
    """Return the features of a whole short text, for training."""
    folded = fold(text)
    if language == "en":
        tokens = words("en").tokens(folded)
        return features.of_words(tokens, words("en").read(tokens).concepts)
    prepared, reading = characters(language).read(folded)
    return features.of_characters(prepared, reading.concepts, language)


def rule_findings(text: str, language: str) -> set[str]:
    """Return the categories that the rules alone find, for comparison."""
    return {
        hit.rule.category
        for folded in blocks(fold(text))
        for _, reading, _ in _readings(folded)
        for hit in _real(reading)[0]
    }


def _severity(order: int) -> Severity:
    return "emergency" if order == ORDER["emergency"] else "urgent"


def _real(reading: Reading) -> tuple[list[rules.Hit], list[rules.Hit]]:
    """Return the hits that stand, and those that the context takes back."""
    if rules.ANCHORS.isdisjoint(reading.concepts):
        return [], []
    hits = list(islice(rules.hits(reading), MOST_HITS))
    ends = sorted(hit.end for hit in hits)
    real: list[rules.Hit] = []
    taken_back: list[rules.Hit] = []
    for hit in hits:
        (real if context.is_real(reading, hit, ends) else taken_back).append(hit)
    return real, taken_back


def _judged(
    language: str, reading: Reading, units: Units, learned: model.Model | None
) -> Iterator[tuple[str, Severity, int]]:
    if rules.NEEDED.isdisjoint(reading.concepts):
        return
    real, taken_back = _real(reading)
    if learned is None:
        yield from ((hit.rule.category, hit.rule.severity, hit.start) for hit in real)
        return
    believed = [
        (sentence, _chances(learned, sentence, units, language))
        for sentence in _stretches(reading, len(units), language)
        if _says_enough(sentence, language) or any(_holds(sentence, hit) for hit in real)
    ]
    kept = []
    for hit in real:
        harmless = [chances[model.NONE] for sentence, chances in believed if _holds(sentence, hit)]
        if not harmless or min(harmless) < HARMLESS[language]:
            kept.append(hit)
            yield hit.rule.category, hit.rule.severity, hit.start
    for sentence, chances in believed:
        likeliest = max(chances[: model.NONE])
        if any(_holds(sentence, hit) for hit in kept):
            is_sure = likeliest > ADD_BESIDE
        else:
            against = [hit for hit in taken_back if _holds(sentence, hit)]
            least = ADD_AGAINST if against else ADD[language]
            if any(context.is_denied(reading, hit) for hit in against):
                least = ADD_AGAINST_DENIAL
            is_doubted = 1 - chances[model.NONE] > least and likeliest > BELIEVED
            is_sure = is_doubted and _says_enough(sentence, language)
        if is_sure:
            category = CATEGORIES[chances.index(likeliest)]
            yield category, "emergency" if category in ALWAYS_EMERGENCIES else "urgent", sentence.start


def _chances(learned: model.Model, sentence: Sentence, units: Units, language: str) -> list[float]:
    start, end, concepts = sentence
    if isinstance(units, str):
        return learned.chances(learned.known.of_characters(units[start:end], concepts, language))
    return learned.chances(learned.known.of_words(units[start:end], concepts))


def _says_enough(sentence: Sentence, language: str) -> bool:
    return sentence.end - sentence.start >= FEWEST[language]


def _holds(sentence: Sentence, hit: rules.Hit) -> bool:
    return sentence.start <= hit.start < sentence.end


def _readings(folded: str) -> Iterator[tuple[str, Reading, Units]]:
    if has_latin(folded):
        english = words("en")
        tokens = english.tokens(folded)
        if english.speaks_of_symptoms(tokens):
            yield "en", english.read(tokens), tokens
    if folded.isascii():
        return
    for script, is_written in (("ko", has_hangul), ("zh", has_han)):
        if is_written(folded):
            text, reading = characters(script).read(folded)
            yield script, reading, text


def _stretches(reading: Reading, size: int, language: str) -> Iterator[Sentence]:
    """Yield the stretches that speak of something a rule asks for, with their concepts."""
    needed = [at for concept, at, _ in reading.spots if concept in rules.NEEDED]
    for first, last in pairwise([0, *reading.sentences, size]):
        if _any_within(needed, first, last):
            for start, end in features.windows(first, last, language):
                if _any_within(needed, start, end):
                    yield Sentence(start, end, reading.concepts_in(start, end))


def _any_within(ordered: list[int], start: int, end: int) -> bool:
    at = bisect_left(ordered, start)
    return at < len(ordered) and ordered[at] < end


@cache
def words(language: str) -> WordReader:
    """Return the reader of a language that sets words apart."""
    return WordReader(language, rules.ANCHORS)


@cache
def characters(language: str) -> CharacterReader:
    """Return the reader of a language that is read by characters."""
    return CharacterReader(language)

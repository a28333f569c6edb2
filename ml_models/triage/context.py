"""Is it so, now, and with her? What is denied, over, long ago, somebody else's or only asked about is no finding.

After the idea of ConText (Harkema et al. 2009): cue words with a direction and a reach that ends where a clause ends.
"""

from __future__ import annotations

from bisect import bisect_right

from ml_models.triage.reading import Mark, Reading
from ml_models.triage.rules import Hit

NEGATION_REACH = 6  # words before the symptom
NEGATION_REACH_INSIDE = 3  # words before what belongs to it
DENIAL_REACH = 3  # words after it, in languages that deny behind


def is_real(reading: Reading, hit: Hit, ends: list[int]) -> bool:
    """Say whether nothing in the text takes the hit back. `ends` are those of all hits of the text, in order."""
    despite = hit.rule.despite
    return not (
        ("negated" not in despite and is_denied(reading, hit))
        or _ended(reading, hit, ends)
        or ("past" not in despite and _past(reading, hit))
        or ("other" not in despite and _of_somebody_else(reading, hit))
        or ("hypothetical" not in despite and _is_asked(reading, hit))
    )


def is_denied(reading: Reading, hit: Hit) -> bool:
    """Say whether the hit is denied in so many words, before or behind it."""
    return _denied_before(reading, hit) or _denied_close(reading, hit) or _denied_behind(reading, hit)


def _is_asked(reading: Reading, hit: Hit) -> bool:
    sentence = reading.sentence(hit.start)
    if any(
        reading.sentence(cue.start) == sentence and cue.start >= hit.start
        for cue in reading.of("asked_behind")
    ):
        return True
    return _only_asked(reading, hit) or _asked_in_general(reading, hit)


def _denied_before(reading: Reading, hit: Hit) -> bool:
    used = {(mark.start, mark.end) for mark in hit.marks}
    for cue in reading.of("not"):
        if (cue.start, cue.end) in used:
            continue
        for number, mark in enumerate(hit.marks):
            reach = (NEGATION_REACH_INSIDE if number else NEGATION_REACH) * reading.reach_of_denial
            is_near = 0 <= mark.start - cue.end <= reach and _same_clause(reading, cue, mark)
            if is_near and (number or not _between(reading, ("me_subject", "still"), cue.end, mark.start)):
                return True
    return _denied_in_a_list(reading, hit.marks[0])


def _denied_close(reading: Reading, hit: Hit) -> bool:
    """Denials that reach the next word only (不, 안): before any part of the hit, and no part of it."""
    return any(
        0 <= mark.start - cue.end <= reading.reach / 2
        and not any(cue.start < used.end and used.start < cue.end for used in hit.marks)
        for cue in reading.of("not_close")
        for mark in hit.marks
    )


def _denied_in_a_list(reading: Reading, anchor: Mark) -> bool:
    """«no bleeding, pain or fever»: the denial goes on over commas where the list ends with «or»."""
    sentence, clause = reading.sentence(anchor.start), reading.clause(anchor.start)
    if not any(reading.sentence(mark.start) == sentence for mark in reading.of("or_word")):
        return False
    start = reading.sentence_start(sentence)
    cues = [cue for cue in reading.of("not") if start <= cue.start < anchor.start]
    if not cues or reading.clause(cues[-1].start) == clause:
        return False
    return not _between(reading, ("me", "still", "but", "persists"), cues[-1].end, anchor.start)


def _denied_behind(reading: Reading, hit: Hit) -> bool:
    last = max(hit.marks, key=lambda mark: mark.end)
    reach = DENIAL_REACH * reading.reach
    return any(
        0 <= cue.start - last.end <= reach and _same_clause(reading, cue, last)
        for cue in reading.of("none_behind")
    )


def _ended(reading: Reading, hit: Hit, ends: list[int]) -> bool:
    sentence = reading.sentence(hit.end - 1)
    for cue in reading.of(hit.rule.ended_by):
        if any(cue.start < mark.end and mark.start < cue.end for mark in hit.marks):
            continue
        anchor = hit.marks[0]
        if 0 <= anchor.start - cue.end <= reading.reach and _same_clause(reading, cue, anchor):
            return True  # «stopped bleeding»
        if cue.start < hit.end or not _speaks_of(reading, cue, sentence):
            continue
        if _between(reading, ("still", "persists"), cue.end, 1 << 30, sentence=reading.sentence(cue.start)):
            continue
        before = bisect_right(ends, cue.start)
        latest = ends[before - 1] if before else hit.end
        if reading.clause(latest - 1) == reading.clause(hit.end - 1):
            return True
    return False


def _speaks_of(reading: Reading, cue: Mark, sentence: int) -> bool:
    said_in = reading.sentence(cue.start)
    if said_in == sentence:
        return True
    return said_in == sentence + 1 and cue.start - reading.sentence_start(said_in) <= 3 * reading.reach


def _past(reading: Reading, hit: Hit) -> bool:
    clauses = {reading.clause(mark.start) for mark in hit.marks}
    if not any(reading.clause(cue.start) in clauses for cue in reading.of("past")):
        return False
    sentence = reading.sentence(hit.start)
    return not any(reading.sentence(cue.start) == sentence for cue in reading.of("still"))


def _of_somebody_else(reading: Reading, hit: Hit) -> bool:
    anchor = hit.marks[0]
    clause, sentence = reading.clause(anchor.start), reading.sentence(anchor.start)
    for cue in reading.of("other"):
        if cue.start > anchor.start or _between(reading, ("me", "her_own"), cue.end, anchor.start):
            continue
        if reading.clause(cue.start) == clause:
            return True
        starts = (reading.clause_start(clause), reading.sentence_start(sentence))
        near = reading.clause(cue.start) == clause - 1 or reading.sentence(cue.start) == sentence - 1
        if near and any(mark.start in starts for mark in reading.of("third_person")):
            return True  # «My sister rang. She is bleeding.»
    return False


def _only_asked(reading: Reading, hit: Hit) -> bool:
    sentence, anchor = reading.sentence(hit.start), hit.marks[0]
    for cue in reading.of("hypothetical"):
        if reading.sentence(cue.start) != sentence or cue.start > anchor.start:
            continue
        if any(cue.start < mark.end and mark.start < cue.end for mark in hit.marks):
            continue
        breaks = [unit for unit in reading.clauses if cue.end <= unit <= anchor.start]
        if not breaks or not _between(reading, ("me",), breaks[0], anchor.end):
            return True
    return False


def _asked_in_general(reading: Reading, hit: Hit) -> bool:
    """«Are headaches normal?»: a question that speaks neither of her nor of this, here and now."""
    sentence = reading.sentence(hit.start)
    start = reading.sentence_start(sentence)
    if not any(mark.start == start for mark in reading.of("question_start")):
        return False
    return not _between(
        reading, ("me", "deictic", "still", "her_own", "persists"), start, 1 << 30, sentence=sentence
    )


def _same_clause(reading: Reading, one: Mark, other: Mark) -> bool:
    return reading.clause(one.start) == reading.clause(other.start)


def _between(
    reading: Reading, concepts: tuple[str, ...], start: int, end: int, sentence: int | None = None
) -> bool:
    return any(
        start <= mark.start < end and (sentence is None or reading.sentence(mark.start) == sentence)
        for mark in reading.of(*concepts)
    )

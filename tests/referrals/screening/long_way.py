"""The screening with every short way closed: nothing is remembered, ruled out at a glance, or left unread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final
from unittest import mock

from apps.referrals.screening import concerns, gates, ingredients, normal, substitutes, telling
from apps.referrals.screening.gates import Gate
from apps.referrals.screening.normal import Text, stem
from apps.referrals.screening.sieve import Sieve

EVERYTHING: Final = -1


@contextmanager
def long_way() -> Iterator[None]:
    """Judge by the patterns and the tables alone, and forget afterwards what was found."""
    with ExitStack() as closed:
        for whose, name, instead in (
            (Sieve, "of", lambda _self, _said: EVERYTHING),
            (telling, "of", lambda _said: EVERYTHING),
            (type(gates.gates), "of", _open_gate),
            (telling, "places", lambda _said, _bits: None),
            (substitutes, "tells_of_feeding", lambda _description: True),
            (substitutes, "may_concern", _has_words),
            (ingredients, "may_be_refused", lambda _entries, _kind: True),
            (ingredients, "_may_matter", lambda _term, _kind: True),
        ):
            closed.enter_context(mock.patch.object(whose, name, instead))
        forget()
        yield
    forget()


def forget() -> None:
    """Forget what texts and words were found to be."""
    for remembered in (normal._short, concerns.brands, ingredients.of_part):
        remembered.cache_clear()


def _open_gate(known: gates._Gates, said: Text) -> Gate:
    """Every lexicon looks, at every word and at every letter."""
    found = {}
    for one in known._lexicons:
        begun = [(at, one.begun(stem(word))) for at, word in enumerate(said.raw_words)]
        hits = [one.hit(said, at, begins) for at, begins in begun if begins is not None]
        found[one.bit] = tuple(one.outermost([*filter(None, hits), *one.hits_east(said.flat)]))
    return Gate(known.count, sum(bit for bit, hits in found.items() if hits), found)


def _has_words(one: concerns.Product, *, is_told: bool) -> bool:
    """What has no word of feeding anywhere is none of the substitutes: that is a rule and no short way."""
    return concerns.concerns_by_title(one) or concerns.has_words(one.description)

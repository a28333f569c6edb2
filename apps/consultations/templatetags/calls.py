"""`{% load calls %}`: what a page needs to have calls."""

from __future__ import annotations

from django import template

from apps.consultations.calls import words

register = template.Library()
register.simple_tag(words.strings, name="call_words")

"""`{% load talks %}`: what the pages of consultations need."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.consultations import talk_words
from apps.ui import readers, words

register = template.Library()
register.simple_tag(talk_words.strings, name="talk_strings")


@register.simple_tag(takes_context=True)
def when(context: template.RequestContext, value: datetime) -> SafeString:
    """`{% when thread.last_posted_at %}` → <time>02:14</time> today, else <time>28 Nov</time>, in her zone."""
    zone = readers.reader_of(context.get("request")).zone
    local = value.astimezone(zone)
    is_today = local.date() == timezone.now().astimezone(zone).date()
    text = words.clock(local) if is_today else words.day_without_year(local)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)

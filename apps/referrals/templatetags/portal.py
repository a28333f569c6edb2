"""`{% load portal %}`: addresses and amounts on the pages of partners."""

from __future__ import annotations

from typing import Any

from django import template

from apps.referrals.paper import major

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: template.Context, name: str, **ids: Any) -> str:
    """`{% to "import" import_id=run.public_id %}`: the address of a page of this partner and mode."""
    address: str = context["seat"].url(name, **ids)
    return address


@register.filter
def money(minor: int | None, currency: str) -> str:
    """`{{ 1299|money:"EUR" }}` → «12.99 EUR»."""
    return "?" if minor is None else f"{major(minor, currency)} {currency}"

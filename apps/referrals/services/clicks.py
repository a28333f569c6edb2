"""A click: looked up, judged, written down and answered in one statement, so that the way out is short.

It asks PostgreSQL and nobody else: without Valkey it works as it does with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import structlog
from django.db import connection
from psycopg import Cursor

from apps.accounts.models import random_id
from apps.referrals import keys
from apps.referrals.catalogue.links import NoLink, in_ascii
from apps.referrals.selectors.served import FRESH_FOR, IS_OFFERED

log = structlog.get_logger(__name__)
MOST_A_MINUTE: Final = 10
REPEAT_WITHIN: Final = timedelta(seconds=30)
MINUTE: Final = timedelta(minutes=1)
ROBOTS: Final = re.compile(
    r"(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|headless|lighthouse|phantomjs|"
    r"monitor|scanner|^curl|^wget|python|^go-http|^java/|libwww|^ruby|^php|^axios|^node|httpclient",
    re.IGNORECASE,
)
"""Agents that are no person at a screen: crawlers, previews of messengers, programs. Cubot is a maker of phones."""
FOLLOW: Final = f"""
WITH link AS MATERIALIZED (
    SELECT l.id, l.partner_id, l.is_live, l.target, s.click_parameter,
           s.is_active AND (p.id IS NULL OR (
               h.product_id IS NULL AND p.availability <> 'out_of_stock' AND {IS_OFFERED})) AS is_open
      FROM referrals_offerlink l
      JOIN referrals_partner s ON s.id = l.partner_id
      LEFT JOIN referrals_product p ON p.id = l.product_id
      LEFT JOIN referrals_heldproduct h ON h.product_id = p.id
      LEFT JOIN referrals_catalogue c ON c.partner_id = l.partner_id
     WHERE l.token = %(token)s
), recent AS (
    SELECT count(*) AS clicks,
           (array_agg(c.id ORDER BY c.at DESC) FILTER (
               WHERE c.link_id = (SELECT id FROM link) AND c.verdict = 'counted' AND c.at > %(repeat)s))[1] AS again
      FROM referrals_click c
     WHERE c.place = %(place)s AND c.at > %(minute)s
), made AS (
    INSERT INTO referrals_click (click_id, link_id, partner_id, is_live, verdict, place, of_click_id, at)
    SELECT %(click_id)s, link.id, link.partner_id, link.is_live,
           CASE WHEN %(is_robot)s THEN 'bot' WHEN recent.again IS NOT NULL THEN 'repeat'
                WHEN recent.clicks >= %(most)s THEN 'flood' ELSE 'counted' END,
           %(place)s, CASE WHEN %(is_robot)s THEN NULL ELSE recent.again END, %(at)s
      FROM link, recent WHERE link.is_open
    RETURNING of_click_id
)
SELECT link.target, link.click_parameter, link.is_open,
       (SELECT c.click_id FROM referrals_click c WHERE c.id = (SELECT of_click_id FROM made))
  FROM link
"""  # noqa: S608 - nothing of it comes from outside


@dataclass(frozen=True)
class Way:
    """Where a click leads; `address` is empty where what was offered is not offered any more."""

    address: str


def follow(token: UUID, *, agent: str, came_from: str, is_ahead: bool, at: datetime) -> Way | None:
    """Write a click down and say where it leads; None where there is no such link.

    `came_from`: the network address, of which only a digest with a key of the day is kept. `is_ahead`: a browser or a
    program looks without anybody having pressed anything.
    """
    click_id = random_id()
    told = {
        "token": token,
        "click_id": click_id,
        "place": keys.place(at.date(), came_from, agent),
        "is_robot": is_ahead or not agent or _is_robot(agent),
        "most": MOST_A_MINUTE,
        "repeat": at - REPEAT_WITHIN,
        "minute": at - MINUTE,
        "since": at - FRESH_FOR,
        "at": at,
    }
    row = _asked(told)
    if row is None:
        return None
    target, parameter, is_open, repeated = row
    if not is_open:
        return Way("")
    try:
        return Way(with_click(in_ascii(target), parameter, repeated or click_id))
    except NoLink:
        log.warning("way_out_leads_nowhere", token=str(token))
        return Way("")


def _asked(told: dict[str, Any]) -> tuple[Any, ...] | None:
    """Run the statement, which a connection prepares once: planning it anew would take longer than doing it."""
    with connection.cursor(), connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return cursor.execute(FOLLOW, told, prepare=True).fetchone()


@lru_cache(maxsize=4_096)
def _is_robot(agent: str) -> bool:
    return ROBOTS.search(agent) is not None


def with_click(target: str, parameter: str, click_id: UUID) -> str:
    """Return an address with the id of a click appended; nothing else of it changes, percent signs included."""
    parts = urlsplit(target)
    kept = [one for one in parts.query.split("&") if one and one.partition("=")[0] != parameter]
    return urlunsplit(parts._replace(query="&".join([*kept, f"{parameter}={click_id.hex}"])))

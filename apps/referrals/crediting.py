"""To which click an order is credited, and what it earns: the last one that counts, within the agreed time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from apps.referrals.conversion_states import Reason
from apps.referrals.models import Agreement, Click, ClickVerdict, Partner, Product
from apps.referrals.settling import shares
from apps.referrals.settling.agreed import holding


@dataclass(frozen=True)
class Credit:
    """`reason`: why nothing is earned; empty where something may be. `lines` say how each was counted."""

    click: Click | None
    reason: str
    commission_minor: int
    lines: list[dict[str, Any]]
    approve_due_at: datetime | None


def credit(
    partner: Partner,
    is_live: bool,
    click_ids: Sequence[UUID],
    lines: Sequence[Mapping[str, Any]],
    ordered_at: datetime,
) -> Credit:
    """Return what an order is credited with. Ids of another partner's clicks, or of the other mode, are unknown ones."""
    rows = Click.objects.filter(click_id__in=click_ids, partner=partner, is_live=is_live)
    click, reason = chosen(rows.select_related("link"), ordered_at)
    if click is None:
        return Credit(None, reason, 0, [_uncounted(line) for line in lines], None)
    agreements = list(Agreement.objects.filter(partner=partner))
    counted = [
        _counted(line, category, agreements, click, ordered_at)
        for line, category in zip(lines, _categories(partner, click, lines), strict=True)
    ]
    within = [line for line in counted if line["agreement"] is not None]
    if not within:
        was_agreed = any(line["is_late"] for line in counted)
        return Credit(click, Reason.TOO_LATE if was_agreed else Reason.NOTHING_AGREED, 0, counted, None)
    hold = max(line["hold_days"] for line in within)
    total = sum(line["commission_minor"] for line in within)
    return Credit(click, "", total, counted, ordered_at + timedelta(days=hold))


def chosen(clicks: Iterable[Click], ordered_at: datetime) -> tuple[Click | None, str]:
    """Return the last click that counts before an order, or why there is none."""
    known = list(clicks)
    if not known:
        return None, Reason.NO_CLICK
    counting = [click for click in known if click.verdict == ClickVerdict.COUNTED]
    if not counting:
        return None, Reason.NOT_COUNTED
    before = [click for click in counting if click.at <= ordered_at]
    if not before:
        return None, Reason.BEFORE_CLICK
    return max(before, key=lambda click: click.at), ""


def _categories(partner: Partner, click: Click, lines: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """Return the category of each line: of its item, else of what was clicked. None: it may earn nothing.

    What must never be offered earns nothing either, however it came into the basket: infant formula above all.
    """
    wanted = {line["item_id"] for line in lines if line.get("item_id")}
    rows = Product.objects.filter(partner=partner, item_id__in=wanted) if wanted else Product.objects.none()
    known = {
        row.item_id: None if row.verdict == "block" else row.kind
        for row in rows.only("item_id", "kind", "verdict")
    }
    return [known.get(line.get("item_id") or "", click.link.category) for line in lines]


def _counted(
    line: Mapping[str, Any],
    category: str | None,
    agreements: Sequence[Agreement],
    click: Click,
    ordered_at: datetime,
) -> dict[str, Any]:
    told = _uncounted(line) | {"category": category or ""}
    if category is None:
        return told
    agreed = holding(agreements, category=category, day=ordered_at.astimezone(UTC).date())
    if agreed is None:
        return told
    if ordered_at - click.at > timedelta(days=agreed.window_days):
        return told | {"is_late": True}
    return told | {
        "agreement": [agreed.category, agreed.version],
        "share_bp": agreed.commission_bp,
        "hold_days": agreed.hold_days,
        "commission_minor": shares.commission(line["amount_minor"], agreed.commission_bp),
    }


def _uncounted(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "item_id": line.get("item_id") or "",
        "amount_minor": line["amount_minor"],
        "category": "",
        "agreement": None,
        "is_late": False,
        "commission_minor": 0,
    }

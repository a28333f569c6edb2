"""The way out, postbacks and faults, in one database."""

from __future__ import annotations

from collections.abc import Collection

from bench import Report
from bench._referrals import faults, postbacks, redirect


def measure(report: Report, parts: Collection[str]) -> None:
    """Measure the parts that are asked for, add their tables, and judge what must hold."""
    wanted = {"redirect": redirect.table, "conversions": postbacks.table, "faults": faults.table}
    asked = {name: table for name, table in wanted.items() if name in parts}
    if not asked:
        return
    from bench._referrals.shop import Shop

    shop = Shop()
    for name, table in asked.items():
        report.tables[name] = table(shop)
    rows = [row for name in asked for row in report.tables[name]]
    report.ok = bool(report.ok) and all(row.get("holds", True) for row in rows)
    report.remarks.append(
        "Rates: blocks through the WSGI application, taking turns; medians. Client, server and database share the cores."
    )

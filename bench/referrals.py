"""Product referral: how quickly a catalogue of a million items comes in, beside a limit of the machine in the same run.

`python -m bench referrals`: a feed is generated, read by the product's own import in a process of its own, and PostgreSQL
is the product's embedded one. The raw limit is the same file read by the parser alone.
KAISHI_BENCH_ITEMS sets another size than 1,000,000. Then the way out, postbacks and faults (`bench/_referrals/`).
KAISHI_BENCH_PARTS names some of: import redirect conversions faults offers. `offers` looks for what fits 40 lines of a
plan among KAISHI_BENCH_ITEMS products.
"""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench import Report
from bench._referrals import offers, settling
from bench._referrals.sentences import description
from bench._servers import django_with_servers

ITEMS: Final = int(os.environ.get("KAISHI_BENCH_ITEMS", "1000000"))
PARTS: Final = os.environ.get("KAISHI_BENCH_PARTS", "import redirect conversions faults offers").split()
LEAST_PER_S: Final = 5_000.0
MOST_MB: Final = 300.0
KINDS: Final = (
    ("Maternity leggings {n}", "Soft cotton, sizes S to XL.", "", "Apparel &amp; Accessories &gt; Clothing"),
    ("Folic acid 400 mcg tablets {n}", "One tablet a day.", "folic acid, microcrystalline cellulose, magnesium stearate",
     "Health &amp; Beauty &gt; Vitamins &amp; Supplements"),
    ("Hand cream with shea butter {n}", "For dry hands.", "aqua, glycerin, shea butter, cetearyl alcohol, tocopherol",
     "Health &amp; Beauty &gt; Cosmetics"),
    ("Red lentils {n} g", "<![CDATA[<p>Dried <b>lentils</b> &amp; nothing else</p>]]>", "red lentils",
     "Food, Beverages &amp; Tobacco"),
    ("Nursing pillow no {n}", "Washable cover, filled with fibre.", "", "Baby &amp; Toddler"),
)  # fmt: skip


def run() -> Report:
    """Measure and report."""
    report = Report("referrals", ok=True)
    report.remarks.append(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with django_with_servers(urls="bench._referrals.urls"):
        if "import" in PARTS:
            _import_table(report)
        settling.measure(report, PARTS)
        if "offers" in PARTS:
            rows = offers.table(ITEMS)
            report.tables["offers"] = rows
            report.ok = bool(report.ok) and all(row.get("holds", True) for row in rows)
    return report


def _import_table(report: Report) -> None:
    with tempfile.TemporaryDirectory(prefix="kb-") as folder:
        feed = Path(folder) / "feed.xml"
        size = _generate(feed, ITEMS)
        raw_s, checked_s = _raw(feed), _checked(feed)
        rows = _imports(feed)
    for row in rows:
        row["of_parser_alone"] = row["items_per_s"] / (ITEMS / raw_s)
    first = rows[0]
    report.ok = (
        first["items_per_s"] >= LEAST_PER_S and first["peak_mb"] <= MOST_MB and first["created"] == ITEMS
    )
    report.ok = report.ok and rows[1]["created"] == rows[1]["changed"] == 0
    report.tables["import"] = rows
    report.tables["streaming parser alone: read, every field checked, nothing screened or stored"] = [
        {
            "items_per_cpu_s": ITEMS / checked_s,
            "asked": LEAST_PER_S,
            "holds": ITEMS / checked_s >= LEAST_PER_S,
        }
    ]
    report.remarks.append(
        f"{ITEMS:,} items, {size / 1e6:.0f} MB of RSS; the parser alone: {ITEMS / raw_s:,.0f} items/s. Wanted: "
        f"{LEAST_PER_S:,.0f} items/s and at most {MOST_MB:.0f} MB in the worker."
    )


def items(count: int) -> Iterator[str]:
    """Yield items of RSS: clothes, supplements, cosmetics, food, things."""
    for number in range(count):
        title, first, ingredients, category = KINDS[number % len(KINDS)]
        told = f"{first} {description(number)}"
        contents = f"<g:ingredients>{ingredients}</g:ingredients>" if ingredients else ""
        yield (
            f"<item><g:id>SKU-{number}</g:id><title>{title.format(n=number)}</title><description>{told}</description>"
            f"<link>https://shop.example/p/{number}?v=1</link><g:image_link>https://cdn.example/{number}.jpg</g:image_link>"
            f"<g:price>{number % 90 + 2}.99 EUR</g:price><g:availability>in_stock</g:availability>"
            f"<g:brand>Brand {number % 500}</g:brand><g:mpn>M-{number}</g:mpn><g:condition>new</g:condition>"
            f"<g:google_product_category>{category}</g:google_product_category>{contents}"
            "<g:shipping><g:country>DE</g:country><g:price>4.95 EUR</g:price></g:shipping></item>\n"
        )


def _generate(path: Path, count: int) -> int:
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
        file.write(
            '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>\n'
        )
        file.writelines(items(count))
        file.write("</channel></rss>\n")
    return path.stat().st_size


def _raw(feed: Path) -> float:
    """Seconds of processor time that the parser alone takes."""
    from lxml import etree

    before = time.process_time()
    for _event, element in etree.iterparse(str(feed), tag="item"):
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return time.process_time() - before


def _checked(feed: Path) -> float:
    """Seconds of processor time for reading the feed and checking every field of every item."""
    from apps.referrals.catalogue import reading
    from apps.referrals.catalogue.fields import Terms, checked

    terms = Terms(frozenset({"shop.example"}), frozenset({"EUR"}), datetime.now(UTC))
    before = time.process_time()
    for raw in reading.opened(lambda: feed.open("rb")).items:
        item, _findings = checked(raw, terms)
        if item is None:
            raise RuntimeError(f"line {raw.line} of our own feed was refused")
    return time.process_time() - before


def _imports(feed: Path) -> list[dict[str, Any]]:
    """Import twice, each in a process of its own: the second time nothing changes."""
    import django

    django.setup()
    from django.utils import timezone

    from apps.referrals.models import Partner

    partner = Partner.objects.create(
        name="Bench", hosts=["shop.example"], currencies=["EUR"], created_at=timezone.now()
    )
    found = []
    for what in ("all of it new", "the same bytes again"):
        command = [sys.executable, "-c", WORKER, str(feed), str(partner.pk)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        seconds, cpu, peak, created, changed, unchanged = map(float, said[-6:])
        found.append(
            {
                "what": what,
                "items_per_s": ITEMS / seconds,
                "seconds": seconds,
                "worker_cpu_s": cpu,
                "items_per_cpu_s": ITEMS / cpu,
                "peak_mb": peak,
                "created": int(created),
                "changed": int(changed),
                "unchanged": int(unchanged),
            }
        )
    return found


WORKER: Final = """
import sys, time, django
django.setup()
from django.conf import settings
from django.utils import timezone
from apps.referrals.models import ImportRun, ImportSource, Partner
from apps.referrals.services import feed_files, importing
from apps.foundation.ids import uuid7
import bench.referrals as own
from pathlib import Path
import shutil
run_id = uuid7()
path = feed_files.path_of(run_id)
path.parent.mkdir(parents=True, exist_ok=True)
shutil.copy(sys.argv[1], path)
run = ImportRun.objects.create(public_id=run_id, partner_id=int(sys.argv[2]), source=ImportSource.UPLOAD, state="waiting",
    bytes_total=path.stat().st_size, created_at=timezone.now(), due_at=timezone.now())
began, cpu = time.perf_counter(), time.process_time()
while importing.run(run_id, task_id="bench", now=timezone.now):
    pass
seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
run.refresh_from_db()
assert run.state == "done", (run.state, run.failure)
print(seconds, cpu, own.peak_mb(), run.created, run.changed, run.unchanged)
"""


def peak_mb() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

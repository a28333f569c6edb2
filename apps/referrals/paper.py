"""A statement on paper: A4, fonts embedded, in the language that is active."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from apps.referrals.catalogue.money import decimals
from apps.referrals.models import PostingKind
from apps.referrals.selectors.statements import Amounts, Statement

MARGIN_MM: Final = 18.0
INK: Final = (20, 24, 32)
SOFT: Final = (90, 96, 108)
COLUMNS_MM: Final = (74.0, 30.0, 35.0, 35.0)
FACES: Final = {"ko": 1, "zh-hans": 2}


def draw(statement: Statement, *, made_at: datetime) -> bytes:
    """Return the PDF of a statement."""
    language = get_language() or "en"
    pdf = _sheet(language, _("Statement %(month)s") % {"month": statement.month}, made_at)
    _write(pdf, _("Statement %(month)s") % {"month": statement.month}, size=17)
    pdf.ln(3)
    for label, value in _facts(statement):
        pdf.set_text_color(*SOFT)
        pdf.set_font("latin", size=9)
        pdf.cell(40, 5, label)
        pdf.set_text_color(*INK)
        pdf.cell(0, 5, value, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(4)
    for row in rows(statement):
        _row(pdf, row)
    pdf.ln(4)
    pdf.set_text_color(*SOFT)
    _write(pdf, explained(statement.currency), size=8.5)
    return bytes(pdf.output())


def _sheet(language: str, title: str, made_at: datetime) -> FPDF:
    pdf = FPDF(format="A4")
    pdf.add_font("latin", fname=Path(str(files("manimgx_fonts").joinpath("NotoSans[wght].ttf"))))
    han = Path(str(files("noto_cjk_sans_otc").joinpath("NotoSansCJK-Regular.ttc")))
    pdf.add_font("han", fname=han, collection_font_number=FACES.get(language, 2))
    pdf.set_fallback_fonts(["han"], exact_match=False)
    pdf.set_margins(MARGIN_MM, MARGIN_MM)
    pdf.set_lang(language)
    pdf.set_title(title)
    pdf.set_creator("KAISHI")
    pdf.set_creation_date(made_at)
    pdf.add_page()
    pdf.set_text_color(*INK)
    return pdf


def _write(pdf: FPDF, text: str, *, size: float) -> None:
    pdf.set_font("latin", size=size)
    pdf.multi_cell(0, size * 0.5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _facts(statement: Statement) -> list[tuple[str, str]]:
    return [
        (_("Partner"), statement.partner.name),
        (_("Month"), statement.month),
        (_("Currency"), statement.currency),
        (_("Mode"), _("Live") if statement.is_live else _("Sandbox")),
    ]


def rows(statement: Statement) -> list[tuple[str, str, str, str]]:
    """Return the table as it is printed: head, opening, one row a kind, closing."""
    head = (_("Movement"), _("Entries"), _("Pending"), _("Owed"))
    lines = [
        (
            str(PostingKind(line.kind).label),
            _("fewer than 10") if line.entries is None else str(line.entries),
            *_money(line.amounts, statement.currency),
        )
        for line in statement.lines
    ]
    opening = (_("Opening balance"), "", *_money(statement.opening, statement.currency))
    closing = (_("Closing balance"), "", *_money(statement.closing, statement.currency))
    return [head, opening, *lines, closing]


def _money(amounts: Amounts, currency: str) -> tuple[str, str]:
    return major(amounts.pending, currency), major(amounts.owed, currency)


def major(minor: int, currency: str) -> str:
    """Return an amount with its decimal point: 1234 in EUR is 12.34, in KRW 1,234, always exact."""
    digits = decimals(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole:,}" + (f".{rest:0{digits}d}" if digits else "")


def _row(pdf: FPDF, cells: Sequence[str]) -> None:
    pdf.set_font("latin", size=9.5)
    for place, (text, width) in enumerate(zip(cells, COLUMNS_MM, strict=True)):
        last = place == len(COLUMNS_MM) - 1
        pdf.cell(
            width,
            6.5,
            text,
            border="B",
            align="L" if place == 0 else "R",
            new_x=XPos.LMARGIN if last else XPos.RIGHT,
            new_y=YPos.NEXT if last else YPos.TOP,
        )


def explained(currency: str) -> str:
    """Return what the columns mean."""
    return _(
        "Amounts are in %(currency)s. Pending: commission of orders whose goods may still come back. Owed: approved and "
        "not yet paid. Each column adds up from the opening to the closing balance. A number of fewer than ten is not "
        "shown."
    ) % {"currency": currency}

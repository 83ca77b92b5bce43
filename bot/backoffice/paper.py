"""A sheet of paper as the demo company prints it: title, what is what, a code that scanners read, a last line.

Must not know which documents there are (bot/backoffice/documents.py does).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from fpdf import FPDF

_MARGIN, _LINE, _CODE = 20, 8, 18  # millimetres
LONGEST_CODE = 22  # of a Code 39 that still fits an A4 page


@dataclass(frozen=True)
class Document:
    """A file as it is given back."""

    name: str
    media_type: str
    content: bytes


def pdf(title: str, rows: list[tuple[str, str]], foot: str, *, code: str | None = None,
        neutral: bool = False) -> bytes:
    """One A4 page. `code`: at most 22 of A-Z, 0-9 and `-`, printed as Code 39 with its letters below. `neutral`: a
    parcel that does not tell where it comes from."""
    page = FPDF(format="A4")
    page.core_fonts_encoding = "cp1252"  # has ’ and œ, which plain Latin-1 lacks
    page.set_title(title)
    page.set_margin(_MARGIN)
    page.add_page()
    page.set_font("Helvetica", size=11)
    if not neutral:
        page.cell(text="Maison Colibri", new_x="LMARGIN", new_y="NEXT", h=_LINE)
    page.set_font("Helvetica", style="B", size=20)
    page.multi_cell(0, 12, _printable(title), new_x="LMARGIN", new_y="NEXT")
    page.ln(_LINE)
    for label, value in rows:
        page.set_font("Helvetica", style="B", size=12)
        page.cell(60, _LINE, label)
        page.set_font("Helvetica", size=12)
        page.multi_cell(0, _LINE, _printable(value), new_x="LMARGIN", new_y="NEXT")
    if code is not None:
        _print_code(page, code)
    page.ln(_LINE)
    page.set_font("Helvetica", size=11)
    page.multi_cell(0, _LINE, _printable(foot))
    return bytes(page.output())


def _print_code(page: FPDF, code: str) -> None:
    if len(code) > LONGEST_CODE:
        raise ValueError(f"a code of {len(code)} characters does not fit the page")
    page.ln(_LINE)
    page.code39(f"*{code}*", x=_MARGIN, y=page.get_y(), w=0.6, h=_CODE)
    page.set_y(page.get_y() + _CODE)
    page.set_font("Courier", size=11)
    page.cell(text=code, new_x="LMARGIN", new_y="NEXT", h=_LINE)


def code_of(key: str) -> str:
    """A short code for what was done under `key`: the same each time, telling nothing of the key."""
    return sha256(key.encode()).hexdigest()[:12].upper()


def _printable(text: str) -> str:
    """What the built-in fonts lack is written as near as they can: never an error over a name."""
    return "".join(sign if _has(sign) else " " if sign == "\u202f" else
                   "".join(c for c in unicodedata.normalize("NFKD", sign) if _has(c)) or "?" for sign in text)


def _has(sign: str) -> bool:
    try:
        return bool(sign.encode("cp1252"))
    except UnicodeEncodeError:
        return False

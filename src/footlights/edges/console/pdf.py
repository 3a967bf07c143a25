"""Tables as PDF, for reading and printing: A4 across, the first row on top of every page."""

from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF, FontFace
from fpdf.enums import TableBordersLayout
from fpdf.fonts import TTFFont

from footlights.edges.assets import DIST
from footlights.edges.console.tables import Row
from footlights.edges.look import _

FONT = DIST / "fonts" / "inter-print.ttf"
"""Inter with all its letters; `scripts/build_fonts.py` makes it. What it has no letter for becomes `UNKNOWN`."""
UNKNOWN = "?"
MOST_ROWS = 400
"""Laid out in about 2 s, beside rooms that are live; workbooks and CSV have all rows."""
LONGEST = 400  # characters of a cell
_WIDEST, _NARROWEST = 40, 6  # characters that a column's width counts with
_HAIR, _LINEN = (222, 212, 197), (242, 235, 224)


def pdf_of(title: str, rows: Sequence[Row], *, font: Path = FONT) -> bytes:
    """`rows` begin with the names of the columns. It takes seconds for a long table: run it in a thread."""
    page = _Page(font)
    head, *body = [[page.known(_clip(cell)) for cell in row] for row in rows[: MOST_ROWS + 1]]
    title = page.heading = page.known(title)
    page.set_title(title)
    page.add_page()
    page.set_font_size(16)
    page.multi_cell(0, 8, title, new_x="LMARGIN", new_y="NEXT")
    page.ln(4)
    page.set_font_size(8)
    page.set_draw_color(*_HAIR)
    with page.table(
        col_widths=_widths([head, *body]),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(fill_color=_LINEN),
        line_height=4.5,
        padding=1,
        text_align="LEFT",
    ) as table:
        for line in (head, *body):
            table.row(line)
    left_out = len(rows) - 1 - len(body)
    if left_out > 0:
        page.ln(4)
        page.multi_cell(0, 5, _("%(count)s more rows are in the workbook and in the CSV.") % {"count": left_out})
    return bytes(page.output())


class _Page(FPDF):
    """A4 across, with the heading and the page's number at the foot."""

    heading = ""

    def __init__(self, font: Path) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.add_font("print", "", font)
        letters = self.fonts["print"]
        assert isinstance(letters, TTFFont)
        self._letters = frozenset(letters.cmap)
        self.set_font("print", size=8)
        self.alias_nb_pages()
        self.set_auto_page_break(True, margin=16)

    def known(self, text: str) -> str:
        return "".join(letter if ord(letter) in self._letters else UNKNOWN for letter in text)

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font_size(8)
        self.cell(0, 5, f"{self.heading[:80]}   {self.page_no()} / {{nb}}", align="R")


def _clip(cell: str | int) -> str:
    text = "".join(letter if letter >= " " else " " for letter in str(cell))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Shares of the page's width, by the longest text of each column."""
    return [min(_WIDEST, max(_NARROWEST, *(len(row[column]) for row in rows))) for column in range(len(rows[0]))]

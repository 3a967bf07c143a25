"""Tables as files: CSV (RFC 4180) and XLSX (ECMA-376), row by row."""

import csv
import io
import tempfile
import zipfile
from collections.abc import AsyncIterator, Iterable, Sequence
from xml.sax.saxutils import escape

Row = Sequence[str | int]
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def csv_line(row: Row) -> str:
    """One line; a cell that a spreadsheet would run as a formula is made text."""
    body = io.StringIO()
    csv.writer(body).writerow([_harmless(cell) for cell in row])
    return body.getvalue()


async def csv_of(rows: AsyncIterator[Iterable[Row]]) -> AsyncIterator[bytes]:
    """A file that spreadsheets open as UTF-8."""
    yield b"\xef\xbb\xbf"
    async for batch in rows:
        yield "".join(csv_line(row) for row in batch).encode()


async def xlsx_of(rows: AsyncIterator[Iterable[Row]]) -> AsyncIterator[bytes]:
    """A workbook with one sheet; rows go to a temporary file, never all into memory."""
    with tempfile.SpooledTemporaryFile(max_size=1024 * 1024) as body:
        with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as book:
            _write_frame(book)
            with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                async for batch in rows:
                    sheet.write("".join(_xml_row(row) for row in batch).encode())
                sheet.write(b"</sheetData></worksheet>")
        body.seek(0)
        while part := body.read(64 * 1024):
            yield part


def _write_frame(book: zipfile.ZipFile) -> None:
    document = f'<Relationship Id="r1" Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/>'
    sheet = f'<Relationship Id="r1" Type="{_RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
    sheets = '<sheets><sheet name="People" sheetId="1" r:id="r1"/></sheets>'
    book.writestr("[Content_Types].xml", _TYPES)
    book.writestr("_rels/.rels", _RELATIONS.format(document))
    book.writestr("xl/_rels/workbook.xml.rels", _RELATIONS.format(sheet))
    book.writestr("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}">{sheets}</workbook>')


def _xml_row(row: Row) -> str:
    return f"<row>{''.join(_xml_cell(cell) for cell in row)}</row>"


def _xml_cell(cell: str | int) -> str:
    if isinstance(cell, int):
        return f"<c><v>{cell}</v></c>"
    visible = "".join(c for c in cell if c >= " " or c in "\t\n")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(visible)}</t></is></c>'


def _harmless(cell: str | int) -> str:
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text

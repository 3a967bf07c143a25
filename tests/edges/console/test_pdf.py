"""Tables as PDF."""

from footlights.edges.console.pdf import MOST_ROWS, pdf_of
from tests.engagement.pdfs import text_of


def test_columns_stand_on_top_of_every_page() -> None:
    rows = [("name", "count"), *((f"Row {number}", number) for number in range(100))]

    pages = text_of(pdf_of("Łódź: events", rows))

    assert len(pages) > 2
    assert all("name" in page and "Łódź: events" in page for page in pages)
    assert "Row 99" in pages[-1]


def test_long_tables_say_what_is_left_out() -> None:
    rows = [("name",), *((f"Row {number}",) for number in range(MOST_ROWS + 3))]

    text = " ".join(text_of(pdf_of("Events", rows)))

    assert f"Row {MOST_ROWS - 1} " in text
    assert f"Row {MOST_ROWS} " not in text
    assert "3 more rows are in the workbook and in the CSV." in text


def test_odd_cells_are_printed() -> None:
    rows = [("message", "", "n"), ("x" * 5000, "two\nlines\x00", 1), ("<b>日本</b>", "{nb} **bold**", 2)]

    text = " ".join(text_of(pdf_of("", rows)))

    assert "<b>??</b>" in text
    assert "two lines" in text
    assert "**bold**" in text


def test_table_without_rows_has_its_columns() -> None:
    assert "name" in text_of(pdf_of("Events", [("name", "count")]))[0]

"""Files as spreadsheets write them."""

import tracemalloc
from pathlib import Path

import pytest

from footlights.imports.errors import BadFile
from footlights.imports.files import FileRow, Format, read_columns, read_rows
from footlights.imports.queries import escape_formula

SLUGS = ("email", "first_name", "last_name", "company", "plan")


def rows(tmp_path: Path, content: bytes, form: Format | None = None, **options: object) -> list[FileRow]:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    return list(read_rows(path, form or Format(), slugs=SLUGS, **options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "content",
    [
        b"email,first_name\nzo@example.com,Zo\xc3\xab\n",
        b"\xef\xbb\xbfemail,first_name\r\nzo@example.com,Zo\xc3\xab\r\n",
        b"E-Mail;First Name\nzo@example.com;Zo\xc3\xab\n",
        b"Mail\tFirstname\nzo@example.com\tZo\xc3\xab",
        b'"email"|"first_name"\n"zo@example.com"|"Zo\xc3\xab"\n\n\n',
        "email,first_name\nzo@example.com,Zoë\n".encode("utf-16"),
    ],
    ids=["plain", "byte order mark", "semicolon", "tab", "quotes and pipe", "utf-16"],
)
def test_shapes_of_csv(tmp_path: Path, content: bytes) -> None:
    (row,) = rows(tmp_path, content)

    assert row.given == {"email": "zo@example.com", "first_name": "Zoë"}


def test_quotes_commas_and_line_breaks_in_cells(tmp_path: Path) -> None:
    content = b'email,company,first_name\na@example.com,"Heat, ""Grid""\n& Sons",A\nb@example.com,,B\n'

    first, second = rows(tmp_path, content)

    assert (first.given["company"], first.line, second.line) == ('Heat, "Grid"\n& Sons', 2, 4)
    assert "company" not in second.given


def test_windows_1252_is_a_row_error_unless_it_is_said(tmp_path: Path) -> None:
    content = b"email,first_name\na@example.com,Ada\nzo@example.com,Zo\xeb\n"

    first, second = rows(tmp_path, content)
    said = rows(tmp_path, content, Format(encoding="windows-1252"))

    assert (first.problem, (second.problem or "")[:25]) == (None, "This row is not UTF-8. Sa")
    assert said[1].given["first_name"] == "Zoë"


def test_wrong_delimiter_names_the_columns(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"no column for the e-mail. Its columns are: email;first_name"):
        rows(tmp_path, b"email;first_name\na@example.com;A\n", Format(delimiter=","))


def test_columns_are_guessed_and_can_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b"Courriel,Surname,Phone,utm_source\na@example.com,A,1,x\n")

    guessed = read_columns(path, Format(), slugs=SLUGS)
    chosen = read_columns(path, Format(columns={"Courriel": "email", "Surname": ""}), slugs=SLUGS)

    assert guessed.fields == [None, "last_name", None, "utm_source"]
    assert chosen.fields == ["email", None, None, "utm_source"]


def test_several_answers_in_a_cell(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, b"email,plan\na@example.com,Free; Pro\n", multiple=("plan",))

    assert row.given["plan"] == ["Free", "Pro"]


def test_row_with_too_many_cells_is_a_row_error(tmp_path: Path) -> None:
    (row,) = rows(tmp_path, b"email\na@example.com,b,c\n")

    assert row.problem == "This row has 3 cells, the heading 1."


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    with path.open("wb") as file:
        file.write(b"email,first_name\n")
        for number in range(100_000):
            file.write(b"person%d@example.com,Somebody with a name\n" % number)

    tracemalloc.start()
    count = sum(1 for _ in read_rows(path, Format(), slugs=SLUGS))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 100_000
    assert peak < 2_000_000


@pytest.mark.parametrize(
    ("cell", "escaped"),
    [("=1+1", "'=1+1"), ("+31 6", "'+31 6"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("a=b", "a=b"), ("", "")],
)
def test_formulas_are_escaped_on_export(cell: str, escaped: str) -> None:
    assert escape_formula(cell) == escaped

"""Reading files of people, a row at a time: CSV in the shapes that spreadsheets write, and NDJSON.

A file that cannot be understood as a whole is a BadFile. A row that cannot be is a row with a `problem`, and the others
go on.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from footlights.imports.errors import BadFile
from footlights.kit.errors import filled
from footlights.registration.answers import Answer

MOST_ROWS = 50_000
LONGEST_LINE = 200_000
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "windows-1252", "utf-16")
UTM = ("source", "medium", "term", "content", "campaign")
SOURCE = ("referrer", *(f"utm_{part}" for part in UTM))
SELECT_SEPARATOR = ";"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OTHER_NAMES = {
    "mail": "email",
    "e_mail": "email",
    "email_address": "email",
    "e_mail_address": "email",
    "firstname": "first_name",
    "given_name": "first_name",
    "lastname": "last_name",
    "surname": "last_name",
    "family_name": "last_name",
    "picture": "avatar",
    "organisation": "company",
    "organization": "company",
    "title": "job_title",
}


@dataclass(frozen=True)
class FileRow:
    """Answers by field id, and where the person came from; `line` is its first line in the file, from 1."""

    line: int
    given: dict[str, Answer | None] = field(default_factory=dict)
    source: dict[str, str] = field(default_factory=dict)
    problem: str | None = None


@dataclass(frozen=True)
class Format:
    """How to read a file. Empty means: find out."""

    kind: str = ""  # csv | ndjson
    delimiter: str = ""
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)  # heading in the file: field id, or empty to leave out


@dataclass(frozen=True)
class Columns:
    """The headings of a CSV, and the field that each is for (None: left out)."""

    headings: list[str]
    fields: list[str | None]
    delimiter: str
    encoding: str
    sample: list[list[str]]


def read_rows(
    path: Path, form: Format, *, slugs: Iterable[str], multiple: Iterable[str] = (), needs_email: bool = True
) -> Iterator[FileRow]:
    """The rows of a file. `slugs` are the ids of fields that exist, `multiple` those with several answers."""
    with path.open("rb") as file:
        if _kind(file, form) == "ndjson":
            yield from _read_ndjson(file)
        else:
            yield from _read_csv(file, form, frozenset(slugs), frozenset(multiple), needs_email=needs_email)


def read_columns(path: Path, form: Format, *, slugs: Iterable[str]) -> Columns:
    """The headings of a CSV, what they are taken for, and its first rows. Refuses with BadFile."""
    with path.open("rb") as file:
        encoding, delimiter, reader = _open_csv(file, form)
        headings = _headings(reader)
        sample = []
        for _ in range(3):
            row = next(reader, None)
            sample += [[_shown(cell)[:80] for cell in row]] if row else []
    return Columns(headings, _fields(headings, form, frozenset(slugs)), delimiter, encoding, sample)


def _kind(file: BinaryIO, form: Format) -> str:
    if form.kind:
        return form.kind
    start = file.read(2048)
    file.seek(0)
    return "ndjson" if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") else "csv"


def _read_csv(
    file: BinaryIO, form: Format, slugs: frozenset[str], multiple: frozenset[str], *, needs_email: bool
) -> Iterator[FileRow]:
    _, _, reader = _open_csv(file, form)
    headings = _headings(reader)
    fields = _fields(headings, form, slugs)
    if needs_email and "email" not in fields:
        raise BadFile(
            filled(
                "The file has no column for the e-mail. Its columns are: %(names)s.", names=", ".join(headings)[:300]
            )
        )
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadFile(filled("Line %(line)s cannot be read. Is a quotation mark not closed?", line=line)) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _csv_row(line, cells, fields, multiple)


def _csv_row(line: int, cells: Sequence[str], fields: Sequence[str | None], multiple: frozenset[str]) -> FileRow:
    given: dict[str, Answer | None] = {}
    source: dict[str, str] = {}
    problem = None
    if len(cells) > len(fields) and any(cell.strip() for cell in cells[len(fields) :]):
        problem = f"This row has {len(cells)} cells, the heading {len(fields)}."
    if any(_is_broken(cell) for cell in cells):
        problem = "This row is not UTF-8. Save the file as UTF-8, or say which encoding it has (windows-1252)."
    for name, cell in zip(fields, cells, strict=False):
        text = _shown(cell).replace("\x00", "").strip()
        if name in SOURCE:
            source[str(name)] = text
        elif name is not None and text:
            given[name] = [part.strip() for part in text.split(SELECT_SEPARATOR)] if name in multiple else text
    return FileRow(line, given, source, problem)


def check_format(form: Format) -> None:
    """Refuses an encoding that is not offered, and what cannot stand between cells, with BadFile."""
    if form.encoding not in {"", *ENCODINGS}:
        raise BadFile(filled("The encoding is one of %(names)s.", names=", ".join(ENCODINGS)))
    if len(form.delimiter) > 1 or form.delimiter in {'"', "\r", "\n", "\x00"}:
        raise BadFile("What stands between cells is one character, and no quotation mark or line break.")


def _open_csv(file: BinaryIO, form: Format) -> tuple[str, str, Any]:  # Any: csv's reader has no public type
    check_format(form)
    start = file.read(65_536)
    file.seek(0)
    encoding = next((name for bom, name in _BOMS if start.startswith(bom)), form.encoding or "utf-8")
    if not start.strip():
        raise BadFile("The file is empty.")
    if b"\x00" in start and not encoding.startswith("utf-16"):
        raise BadFile("This is no text file. Save the sheet as CSV.")
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    first = start.decode(encoding, errors).split("\n", 1)[0]
    delimiter = form.delimiter or _delimiter(first)
    csv.field_size_limit(LONGEST_LINE)
    return encoding, delimiter, csv.reader(_bounded(text), delimiter=delimiter, strict=True)


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines, none of which can fill the memory."""
    while line := text.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise BadFile(filled("The file has a line of more than %(most)s characters.", most=LONGEST_LINE))
        yield line


def _delimiter(heading: str) -> str:
    """Whatever stands in the heading most often, outside of quotation marks."""
    plain = "".join(heading.split('"')[::2]) or heading
    return max(DELIMITERS, key=plain.count)


def _headings(reader: Any) -> list[str]:  # Any: as above
    try:
        cells = next(reader, None)
    except csv.Error as error:
        raise BadFile("The heading cannot be read.") from error
    headings = [_shown(cell).strip() for cell in cells or []]
    if not any(headings):
        raise BadFile("The first line of the file names its columns; this one is blank.")
    if len(headings) > 300:
        raise BadFile("The file has more than 300 columns.")
    return headings


def _fields(headings: Sequence[str], form: Format, slugs: frozenset[str]) -> list[str | None]:
    fields: list[str | None] = []
    for heading in headings:
        chosen = form.columns.get(heading)
        name = chosen if chosen is not None else _guess(heading, slugs)
        if name and name not in slugs and name not in SOURCE:
            raise BadFile(f"The field '{name[:100]}' doesn't exist")
        fields.append(name if name and name not in fields else None)
    return fields


def _guess(heading: str, slugs: frozenset[str]) -> str | None:
    word = "_".join(heading.lower().replace("-", " ").replace("_", " ").split())
    word = _OTHER_NAMES.get(word, word) if word not in slugs else word
    return word if word in slugs or word in SOURCE else None


def _read_ndjson(file: BinaryIO) -> Iterator[FileRow]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE:
            raise BadFile(filled("Line %(line)s is longer than %(most)s bytes.", line=number, most=LONGEST_LINE))
        text = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if text.strip():
            yield _json_row(number, text)


def _json_row(number: int, line: bytes) -> FileRow:
    try:
        row = msgspec.json.decode(line)
        if not isinstance(row, dict):
            raise TypeError
        fields = row.get("fields", {key: value for key, value in row.items() if key not in SOURCE})
        pairs = fields.items() if isinstance(fields, dict) else [(one["id"], one.get("value")) for one in fields]
        given = {_name(name): _answer(value) for name, value in pairs}
        source = {name: str(row[name]) for name in SOURCE if row.get(name)}
    except (msgspec.DecodeError, UnicodeDecodeError, TypeError, KeyError, AttributeError, RecursionError):
        return FileRow(number, problem="This line is no JSON object of a person.")
    return FileRow(number, given, source)


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError
    return name.replace("\x00", "")[:100]


def _answer(value: object) -> Answer | None:
    if isinstance(value, list):
        return [str(_answer(part) or "") for part in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, str | int | float):
        return None if value is None else str(value).replace("\x00", "")
    raise TypeError


def _is_broken(cell: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in cell)


def _shown(cell: str) -> str:
    """Bytes that are not UTF-8 as question marks."""
    return cell.encode("utf-8", "surrogateescape").decode("utf-8", "replace")

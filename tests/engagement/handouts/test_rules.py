"""What is taken as a handout, by content and name."""

import io
import zipfile
from pathlib import Path

import pytest

from footlights.engagement.files import clean_file_name
from footlights.engagement.handouts.rules import FileRefused, check_handout
from tests.engagement import pdfs

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def archive(*names: str, **contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, contents.get(name, b""))
    return out.getvalue()


def office(*more: str) -> bytes:
    return archive("[Content_Types].xml", "word/document.xml", *more)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("study.pdf", pdfs.slides(1), "application/pdf"),
        ("House.PNG", PNG, "image/png"),
        ("notes.txt", "Überblick\n".encode(), "text/plain"),
        ("rows.csv", b"a;b\n1;2\n", "text/plain"),
        ("plan.docx", office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            "plan.odt",
            archive("mimetype", mimetype=b"application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        ("talk.mp3", b"ID3\x04\x00", "audio/mpeg"),
        ("film.mp4", b"\x00\x00\x00\x20ftypisom", "video/mp4"),
    ],
)
def test_documents_pictures_sound_and_films_are_taken(
    tmp_path: Path, name: str, content: bytes, media_type: str
) -> None:
    path = tmp_path / "upload"
    path.write_bytes(content)

    assert check_handout(path, name) == media_type


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("setup.exe", b"MZ\x90\x00\x03"),
        ("study.pdf", b"MZ\x90\x00\x03"),
        ("study.pdf", b"\x7fELF\x02\x01\x01"),
        ("notes.txt", b"#!/bin/sh\nrm -rf ~\n"),
        ("study.exe", pdfs.slides(1)),
        ("picture.html", PNG),
        ("page.html", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("notes.txt", b"words\x00and more"),
        ("notes.txt", b"\xff\xfe\x00\x01"),
        ("all.zip", archive("run.sh")),
        ("plan.docx", archive("run.sh")),
        ("plan.docx", office("word/vbaProject.bin")),
        ("plan.docx", office("word/setup.exe")),
        ("plan.docx", b"PK\x03\x04 broken"),
        ("app.jar", archive("META-INF/MANIFEST.MF", "A.class")),
    ],
)
def test_what_runs_or_lies_about_itself_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / "upload"
    path.write_bytes(content)

    with pytest.raises(FileRefused):
        check_handout(path, name)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ines\\study.pdf", "study.pdf"),
        (' a\x00b"c\u202e<d>.pdf ', "ab c d .pdf"),
        (".pdf", "pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("", ""),
    ],
)
def test_names_are_safe_to_offer(name: str, clean: str) -> None:
    assert clean_file_name(name) == clean

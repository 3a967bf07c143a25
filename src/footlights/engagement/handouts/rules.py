"""What a handout may be, decided by its content. Only kinds that show or play; nothing that runs.

A name must end as its content says: nobody saves a "report.exe" from here, whatever is in it.
"""

import zipfile
from pathlib import Path

from footlights.kit.errors import Invalid, filled

MOST_BYTES = 50 * 1024 * 1024
MOST_HANDOUTS = 50
"""Files of one session."""
HEAD = 4096
MOST_IN_ARCHIVE = 20_000
_EXECUTABLE = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"#!",
    b"dex\n",
    b"\x00asm",
)
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
)
_OPENXML = "application/vnd.openxmlformats-officedocument"
_PARTS = {
    "word/": f"{_OPENXML}.wordprocessingml.document",
    "xl/": f"{_OPENXML}.spreadsheetml.sheet",
    "ppt/": f"{_OPENXML}.presentationml.presentation",
}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
_ARCHIVED = {f"{_OPEN_DOCUMENT}.{kind}" for kind in ("text", "spreadsheet", "presentation")} | {"application/epub+zip"}
SUFFIXES: dict[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "audio/wav": (".wav",),
    "audio/mpeg": (".mp3",),
    "audio/ogg": (".ogg", ".opus"),
    "audio/mp4": (".m4a",),
    "video/mp4": (".mp4",),
    "video/webm": (".webm",),
    _PARTS["word/"]: (".docx",),
    _PARTS["xl/"]: (".xlsx",),
    _PARTS["ppt/"]: (".pptx",),
    f"{_OPEN_DOCUMENT}.text": (".odt",),
    f"{_OPEN_DOCUMENT}.spreadsheet": (".ods",),
    f"{_OPEN_DOCUMENT}.presentation": (".odp",),
    "application/epub+zip": (".epub",),
    "text/plain": (".txt", ".md", ".csv"),
}


class FileRefused(Invalid):
    code = "file_refused"


def check_handout(path: Path, name: str) -> str:
    """The media type of a file as its content has it. Reads the file; refuses with FileRefused."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(_EXECUTABLE):
        raise FileRefused("Programs are not taken. Share a document, a picture, sound or a film.", pointer="file")
    found = _sniff(path, head)
    if found is None:
        raise FileRefused("Only documents (PDF, Office, text), pictures, sound and films are taken.", pointer="file")
    suffixes = SUFFIXES[found]
    if not name.lower().endswith(suffixes):
        raise FileRefused(
            filled("By its content this file should end in %(suffix)s.", suffix=suffixes[0]), pointer="file"
        )
    return found


def _sniff(path: Path, head: bytes) -> str | None:
    for offset, signature, media_type in _SIGNATURES:
        if head.startswith(signature, offset):
            return media_type
    if head.startswith(b"PK\x03\x04"):
        return _sniff_archive(path)
    return "text/plain" if _is_text(path) else None


def _sniff_archive(path: Path) -> str | None:
    """An office document by the names of its parts; nothing is unpacked. Macros make it a program."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) > MOST_IN_ARCHIVE:
                return None
            if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js")) for name in names):
                raise FileRefused("This document carries a program (macros). Save it without, and try again.")
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _PARTS.items() if any(n.startswith(part) for n in names)), None)
            return _declared_type(archive, names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return None


def _declared_type(archive: zipfile.ZipFile, names: list[str]) -> str | None:
    """OpenDocument and EPUB say what they are in their first part, unpacked and short."""
    if not names or names[0] != "mimetype":
        return None
    info = archive.getinfo("mimetype")
    if info.compress_type != zipfile.ZIP_STORED or info.file_size > 100:
        return None
    declared = archive.read(info).decode("ascii", "replace").strip()
    return declared if declared in _ARCHIVED else None


def _is_text(path: Path) -> bool:
    """Plain text in UTF-8 without control characters, and no page or script of a browser."""
    try:
        with path.open(encoding="utf-8") as file:
            while piece := file.read(1 << 20):
                if any(ord(c) < 32 and c not in "\t\n\r\f" for c in piece):
                    return False
    except UnicodeDecodeError:
        return False
    return True

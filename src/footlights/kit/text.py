"""Cleaning what people type."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_SLUG = re.compile(r"[^a-z0-9]+")
# Bidirectional overrides and isolates, and invisible joiners used to fake a name. Zero-width joiner stays: scripts and
# emoji need it.
_TRICKS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x2060, 0xFEFF])


def clean_line(text: str, *, limit: int) -> str:
    """One line without control characters or direction tricks, spaces folded, cut to `limit` characters."""
    visible = text
    if not (text.isascii() and text.isprintable()):
        kept = text.translate(_TRICKS)
        visible = "".join(c for c in kept if c.isspace() or unicodedata.category(c) not in {"Cc", "Cs"})
    return _SPACES.sub(" ", visible).strip()[:limit].rstrip()


def clean_text(text: str, *, limit: int) -> str:
    """Several lines: control characters but newline go, trailing blanks go, at most `limit` characters."""
    unified = text.translate(_TRICKS).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(c for c in unified if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()[:limit].rstrip()


def slugify(text: str, *, limit: int = 80) -> str:
    """ASCII words joined by dashes; empty when nothing is left."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _SLUG.sub("-", ascii_text).strip("-")[:limit].strip("-")

"""Descriptions: stored as HTML, typed as plain text where nothing more was used."""

import html
import re

_TAG = re.compile(r"<[a-zA-Z/!]")
_PLAIN = re.compile(r"(?:<p>(?:[^<]|<br>)*</p>)+")


def html_of(typed: str) -> str:
    """Paragraphs for plain text; text with tags stays as it was typed (it is sanitised wherever it is shown)."""
    text = typed.replace("\r\n", "\n").strip()
    if not text or _TAG.search(text):
        return text
    paragraphs = (html.escape(part, quote=False).replace("\n", "<br>") for part in re.split(r"\n{2,}", text))
    return "".join(f"<p>{part}</p>" for part in paragraphs)


def text_of(stored: str | None) -> str:
    """What to put into the field: the reverse of `html_of`."""
    if not stored or not _PLAIN.fullmatch(stored):
        return stored or ""
    paragraphs = stored.removeprefix("<p>").removesuffix("</p>").split("</p><p>")
    return "\n\n".join(html.unescape(part.replace("<br>", "\n")) for part in paragraphs)

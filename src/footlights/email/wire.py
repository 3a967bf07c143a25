"""Messages as they go over the line: header lines and MIME parts, written once and never parsed again.

Text is quoted-printable and files are base64, so that `=_` stands in no part: a boundary that begins with it needs no
search (RFC 2045, 6.7). Every line ends with CRLF.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address

LONGEST_LINE = 78
_BOUNDARY = "=_footlights_"


@dataclass(frozen=True)
class Written:
    """A message and its envelope; `needs_utf8` when an address has letters that only SMTPUTF8 carries (RFC 6531)."""

    from_address: str
    to_address: str
    content: bytes
    needs_utf8: bool = False


def header(name: str, value: str | Address, *, utf8: bool = False) -> bytes:
    """A header line, folded and encoded where it must be. Raises ValueError for a value of several lines.

    ASCII that is short or a single token stays as it is: links and ids are never encoded words (RFC 2047, 5), which
    the standard library makes of them when they are long.
    """
    text = str(value)
    is_one_token = " " not in text and isinstance(value, str)
    if text.isascii() and text.isprintable() and (is_one_token or len(name) + 2 + len(text) <= LONGEST_LINE):
        return f"{name}: {text}\r\n".encode("ascii")
    rules = policy.SMTPUTF8 if utf8 else policy.SMTP
    return rules.fold_binary(*rules.header_store_parse(name, value))


def text_part(text: str, subtype: str) -> bytes:
    """A part of text, with its headers."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    about = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return about.encode("ascii") + binascii.b2a_qp(lines.encode(), istext=True).replace(b"\n", b"\r\n")


def file_part(content: bytes, content_type: str, headers: Mapping[str, str]) -> bytes:
    """A part of bytes, with its headers; those are the product's own words."""
    about = {"Content-Type": content_type, "Content-Transfer-Encoding": "base64", **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in about.items())
    return f"{lines}\r\n".encode("ascii") + base64.encodebytes(content).replace(b"\n", b"\r\n")


def multipart(subtype: str, parts: Iterable[bytes]) -> bytes:
    """A part of parts, with its headers. Parts within are of another subtype, which keeps the boundaries apart."""
    boundary = f"{_BOUNDARY}{subtype}"
    about = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode("ascii")
    line = f"\r\n--{boundary}".encode("ascii")
    return b"".join([about, *(line + b"\r\n" + part for part in parts), line, b"--\r\n"])

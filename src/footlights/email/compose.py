"""Making messages out of templates (`templates/<kind>.{subject,html,txt}`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import format_datetime, make_msgid
from functools import cache
from pathlib import Path

import css_inline
from email_validator import validate_email
from jinja2 import Environment

from footlights.edges.look import speak
from footlights.email.frames import Frames, Own
from footlights.email.wire import Written, file_part, header, multipart, text_part
from footlights.kit.clock import utcnow
from footlights.kit.text import clean_line

TEMPLATES = Path(__file__).parent / "templates"
BAND = TEMPLATES / "band.png"
# What would need quotes in an address: the standard library forgets them when it folds a long name.
_QUOTED = re.compile(r'[<>@,;:"\\()\[\]]')
_inliner = css_inline.CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True)
class Attachment:
    """A file that comes with a mail."""

    name: str
    maintype: str
    subtype: str
    content: bytes
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Envelope:
    """Who writes to whom; names are cleaned here, so that nothing typed becomes a header."""

    from_name: str
    from_address: str
    to_name: str
    to_address: str


def compose(
    templates: Environment,
    template: str,
    envelope: Envelope,
    values: Mapping[str, object],
    *,
    subject: str = "",
    language: str = "en",
    attachments: tuple[Attachment, ...] = (),
    unsubscribe_url: str = "",
    thread: str = "",
    own: Own | None = None,
    frames: Frames | None = None,
) -> Written:
    """A message with a plain part, an HTML part whose styles are inlined and whose pictures travel inside.

    Without a `subject` the template has one. `unsubscribe_url` becomes a one-click header (RFC 8058); mails of one
    `thread` stand together in mail programs. With `frames`, what is not the reader's `own` is rendered once for all.
    """
    sender = _address(envelope.from_name, envelope.from_address)
    reader = _address(envelope.to_name, envelope.to_address)
    title = _plain(subject or _render(templates, f"{template}.subject", values, language), limit=200)
    needs_utf8 = not (sender.addr_spec.isascii() and reader.addr_spec.isascii())
    headers: dict[str, str | Address] = {
        "From": sender,
        "To": reader,
        "Subject": title,
        "Date": format_datetime(utcnow()),
        "Message-ID": make_msgid(domain=sender.domain),
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }
    if thread:
        headers["References"] = f"<{thread}@{sender.domain}>"
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    lines = [header(name, value, utf8=needs_utf8) for name, value in headers.items()]

    def plain(given: Mapping[str, object]) -> str:
        return _render(templates, f"{template}.txt", given, language)

    def html(given: Mapping[str, object]) -> str:
        return render_html(templates, template, given, language=language)

    if frames is not None and own is not None:
        told, shown = frames.fill("txt", own, plain), frames.fill("html", own, html)
    else:
        told, shown = plain(values), html(values)
    body = multipart("alternative", [text_part(told, "plain"), _html(shown)])
    if attachments:
        body = multipart("mixed", [body, *(_file(attachment) for attachment in attachments)])
    return Written(sender.addr_spec, reader.addr_spec, b"".join([*lines, body]), needs_utf8)


def _html(html: str) -> bytes:
    part = text_part(html, "html")
    return multipart("related", [part, _band()]) if "cid:band" in html else part


@cache
def _band() -> bytes:
    """The band of light as a part of a message: encoded once, the same in every mail."""
    return file_part(BAND.read_bytes(), "image/png", {"Content-Disposition": "inline", "Content-ID": "<band>"})


def _file(attachment: Attachment) -> bytes:
    kind = "".join(f'; {name}="{value}"' for name, value in attachment.parameters.items())
    about = {"Content-Disposition": f'attachment; filename="{attachment.name}"'}
    return file_part(attachment.content, f"{attachment.maintype}/{attachment.subtype}{kind}", about)


def render_html(templates: Environment, template: str, values: Mapping[str, object], *, language: str) -> str:
    """The HTML part with its styles inlined."""
    return _inliner.inline(_render(templates, f"{template}.html", values, language))


def _render(templates: Environment, name: str, values: Mapping[str, object], language: str) -> str:
    with speak(language):
        return templates.get_template(name).render(values, language=language)


def _address(name: str, address: str) -> Address:
    """A mailbox for a header. Names are kept free of all that needs quotes; domains go in their ASCII form."""
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        domain = validate_email(address, check_deliverability=False, test_environment=True).ascii_domain
    return Address(_plain(_QUOTED.sub(" ", name), limit=100), username=local, domain=domain)


def _plain(text: str, *, limit: int) -> str:
    """One line that no mail program decodes: what looks like an encoded word is broken up."""
    return clean_line(text, limit=limit).replace("=?", "= ?")

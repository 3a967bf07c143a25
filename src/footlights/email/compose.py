"""Making messages out of templates (`templates/<kind>.{subject,html,txt}`)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from functools import cache
from pathlib import Path
from typing import cast

import css_inline
from email_validator import validate_email
from jinja2 import Environment

from footlights.edges.look import speak
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
) -> EmailMessage:
    """A message with a plain part, an HTML part whose styles are inlined and whose pictures travel inside.

    Without a `subject` the template has one. `unsubscribe_url` becomes a one-click header (RFC 8058); mails of one
    `thread` stand together in mail programs.
    """
    domain = envelope.from_address.rpartition("@")[2]
    message = EmailMessage()
    message["From"] = _address(envelope.from_name, envelope.from_address)
    message["To"] = _address(envelope.to_name, envelope.to_address)
    message["Subject"] = _plain(subject or _render(templates, f"{template}.subject", values, language), limit=200)
    message["Date"] = format_datetime(utcnow())
    message["Message-ID"] = make_msgid(domain=domain)
    if thread:
        message["References"] = f"<{thread}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe_url:
        message["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_render(templates, f"{template}.txt", values, language))
    html = render_html(templates, template, values, language=language)
    message.add_alternative(html, subtype="html")
    if "cid:band" in html:
        html_part = cast("list[EmailMessage]", message.get_payload())[1]
        html_part.make_related()
        html_part.attach(_band())
    for attachment in attachments:
        message.add_attachment(
            attachment.content,
            maintype=attachment.maintype,
            subtype=attachment.subtype,
            filename=attachment.name,
            params=dict(attachment.parameters),
        )
    return message


@cache
def _band() -> EmailMessage:
    """The band of light as a part of a message: encoded once, the same in every mail."""
    part = EmailMessage()
    part.set_content(BAND.read_bytes(), "image", "png", cid="<band>", disposition="inline")
    del part["MIME-Version"]
    return part


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

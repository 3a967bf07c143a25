"""Making messages out of templates (`templates/<kind>.{subject,html,txt}`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

import css_inline
from jinja2 import Environment

from footlights.kit.clock import utcnow
from footlights.kit.text import clean_line

TEMPLATES = Path(__file__).parent / "templates"
BAND = TEMPLATES / "band.png"
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
    kind: str,
    envelope: Envelope,
    values: Mapping[str, object],
    *,
    attachments: tuple[Attachment, ...] = (),
) -> EmailMessage:
    """A message with a plain part, an HTML part whose styles are inlined and whose pictures travel inside."""

    def render(part: str) -> str:
        return templates.get_template(f"{kind}.{part}").render(values)

    message = EmailMessage()
    message["From"] = _address(envelope.from_name, envelope.from_address)
    message["To"] = _address(envelope.to_name, envelope.to_address)
    message["Subject"] = clean_line(render("subject"), limit=200)
    message["Date"] = format_datetime(utcnow())
    message["Message-ID"] = make_msgid(domain=envelope.from_address.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(render("txt"))
    html = _inliner.inline(render("html"))
    message.add_alternative(html, subtype="html")
    if "cid:band" in html:
        parts = message.get_payload()
        parts[1].add_related(BAND.read_bytes(), "image", "png", cid="<band>", disposition="inline")  # type: ignore[index,union-attr]
    for attachment in attachments:
        message.add_attachment(
            attachment.content,
            maintype=attachment.maintype,
            subtype=attachment.subtype,
            filename=attachment.name,
            params=dict(attachment.parameters),
        )
    return message


def _address(name: str, address: str) -> Address:
    return Address(clean_line(name, limit=100), addr_spec=address)

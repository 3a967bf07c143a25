"""A mail as a real person would get it, for looking at."""

import base64
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment

from footlights.email.compose import render_html
from footlights.email.letters import Desk, write_letter
from footlights.email.subjects import sample
from footlights.email.texts import Words
from footlights.email.transport import sender_of
from footlights.kit.clock import utcnow
from footlights.registration.models import Registration
from footlights.settings import Settings


def preview_html(
    templates: Environment,
    kind: str,
    registration: Registration,
    words: Words,
    settings: Settings,
    secret_key: bytes,
    *,
    band: Path,
) -> str:
    """The HTML part with its picture in place; `registration` is loaded as `find_registration` does."""
    sender = sender_of(settings.smtp_url, host=urlsplit(settings.base_url).hostname or "")
    desk = Desk(settings.base_url, secret_key, sender)
    draft = write_letter(kind, sample(registration, kind), words, desk, now=utcnow())
    html = render_html(templates, draft.template, draft.values, language=draft.language)
    picture = base64.b64encode(band.read_bytes()).decode()
    return html.replace("cid:band", f"data:image/png;base64,{picture}")

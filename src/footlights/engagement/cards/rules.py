"""Rules of cards, without a database."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from footlights.kit.errors import Invalid, filled
from footlights.kit.text import clean_line

MOST_CARDS = 100
LENGTHS = {"title": 120, "text": 500, "label": 40}
URL_LENGTH = 2000


@dataclass(frozen=True)
class CardDraft:
    """A card as somebody typed it."""

    title: str
    text: str
    label: str
    url: str


def clean_card(draft: CardDraft) -> CardDraft:
    """The draft with clean texts. Refuses with Invalid, also for an address that is not https."""
    title = _clean("title", draft.title)
    if not title:
        raise Invalid("Give the card a title.", code="empty_title", pointer="title")
    label = _clean("label", draft.label)
    if not label:
        raise Invalid("Write what the button says.", code="empty_label", pointer="label")
    return CardDraft(title, _clean("text", draft.text), label, clean_url(draft.url))


def clean_url(url: str) -> str:
    """An https address with a host and no password, in plain characters."""
    url = url.strip()
    refusal = Invalid("Write a whole address that begins with https://.", code="invalid_url", pointer="url")
    if not (0 < len(url) <= URL_LENGTH and url.isascii() and url.isprintable()) or any(c in url for c in ' "<>\\^`{|}'):
        raise refusal
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refusal from None
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or port == 0:
        raise refusal
    return url


def _clean(name: str, text: str) -> str:
    limit = LENGTHS[name]
    cleaned = clean_line(text, limit=limit + 1)
    if len(cleaned) > limit:
        raise Invalid(filled("This has at most %(most)s characters.", most=limit), code="too_long", pointer=name)
    return cleaned

"""How people without a picture are shown."""

import hashlib

GELS = ("straw", "steel", "moss", "lavender", "peacock", "clay")
COLORS = {  # ground and text, as the style sheet has them; for mails, which carry no style sheet
    "straw": ("#c07a10", "#261d17"),
    "steel": ("#3b7294", "#ffffff"),
    "moss": ("#4f7040", "#ffffff"),
    "lavender": ("#7a68a6", "#ffffff"),
    "peacock": ("#1f7a75", "#ffffff"),
    "clay": ("#a35f38", "#ffffff"),
}


def gel(seed: str) -> str:
    """The colour of someone's disc; the same id always gives the same."""
    return GELS[hashlib.sha256(seed.encode()).digest()[0] % len(GELS)]


def gel_color(seed: str) -> tuple[str, str]:
    """The disc's ground and the colour of its letters."""
    return COLORS[gel(seed)]


def initials(name: str) -> str:
    """First letters of the first and the last word."""
    words = [word for word in name.split() if word[0].isalnum()]
    ends = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in ends).upper() or "?"

"""How people without a picture are shown."""

import hashlib

GELS = ("straw", "steel", "moss", "lavender", "peacock", "clay")


def gel(seed: str) -> str:
    """The colour of someone's disc; the same id always gives the same."""
    return GELS[hashlib.sha256(seed.encode()).digest()[0] % len(GELS)]


def initials(name: str) -> str:
    """First letters of the first and the last word."""
    words = [word for word in name.split() if word[0].isalnum()]
    ends = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in ends).upper() or "?"

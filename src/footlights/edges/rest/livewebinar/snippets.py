"""What people paste into pages of their own."""

from html import escape
from urllib.parse import quote

from footlights.events.models import Event

CONTAINER = "webinar-room"
SIZE = {"_widget_width": "100%", "_widget_height": "90vh"}


def snippet(embed_base: str, event: Event) -> str:
    """An element and the script that puts the room into it (LiveWebinar contract, section 9.2)."""
    options = {"_license_key": event.room_number, "_widget_containerID": CONTAINER, **SIZE}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in options.items())
    address = escape(f"{embed_base}/em?t={event.room_number}&{query}", quote=True)
    return f'<div id="{CONTAINER}"></div>\n<script async src="{address}"></script>'

#!/usr/bin/env python3
"""Write the upcoming sessions of all listed events as an HTML page.

    API_URL=… API_TOKEN=… python examples/upcoming_events.py > upcoming.html

Listed is what `show_in_company_page` is on for; `--all` takes every published event. Drafts, canceled sessions and
events without a registration page are left out. The token needs the scope events:read.
"""

import argparse
from datetime import UTC, datetime, tzinfo
from html import escape
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import httpx
from api import Api, Included, Refused, Resource, stop

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Upcoming events</title>
<h1>Upcoming events</h1>
{body}
</html>
"""
ITEM = """<li>
  <a href="{link}">{title}</a>
  <time datetime="{moment}">{when}</time>
</li>"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Upcoming events as an HTML page.")
    parser.add_argument("--all", action="store_true", help="also events that are not listed")
    wants_all = parser.parse_args().all
    try:
        sessions, included = Api().read_all("/sessions", **{"filter[status]": "upcoming", "include": "event"})
    except (Refused, httpx.HTTPError) as error:
        stop(f"The events cannot be read: {error}")
    print(page(sessions, included, wants_all=wants_all), end="")


def page(sessions: list[Resource], events: Included, *, wants_all: bool) -> str:
    """The page, the next session first. Whatever people wrote is escaped."""
    ordered = sorted(sessions, key=lambda session: session["attributes"]["estimated_started_at"])
    pairs = [(session, events[session["attributes"]["event_id"]]["attributes"]) for session in ordered]
    items = [item(session, event) for session, event in pairs if is_public(event, wants_all=wants_all)]
    body = "<ul>\n" + "\n".join(items) + "\n</ul>" if items else "<p>Nothing is planned at the moment.</p>"
    return PAGE.format(body=body)


def is_public(event: Resource, *, wants_all: bool) -> bool:
    has_page = event["status"] == "published" and event["registration_page_enabled"]
    return has_page and (wants_all or event["show_in_company_page"])


def item(session: Resource, event: Resource) -> str:
    attributes = session["attributes"]
    starts_at = datetime.fromtimestamp(attributes["estimated_started_at"], zone(attributes["timezone"]))
    link = f"{event['registration_link']}?s={session['id']}"
    title = " – ".join(filter(None, [event["title"], attributes["name"]]))
    when = f"{starts_at:%A, %d %B %Y, %H:%M} ({attributes['timezone']})"
    return ITEM.format(link=escape(link), title=escape(title), moment=starts_at.isoformat(), when=escape(when))


def zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


if __name__ == "__main__":
    main()

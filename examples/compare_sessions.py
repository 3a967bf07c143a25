#!/usr/bin/env python3
"""Compare past sessions: registrants, attendance rate, average minutes, engagement. Writes a table, or CSV.

    API_URL=… API_TOKEN=… python examples/compare_sessions.py [--since 2026-01-01] [--last 20] [--csv]

Team members are not counted. Engagement is messages, questions and votes for each attendee. The token needs the scope
events:read.
"""

import argparse
import csv
import sys
from datetime import UTC, date, datetime

import httpx
from api import Api, Refused, Resource, safe, stop

COLUMNS = ("date", "title", "registrants", "attendees", "attendance_rate", "average_minutes", "engagement")
ACTS = ("messages_count", "questions_count", "votes_count", "up_votes_count")
LONGEST_TITLE = 40
Row = dict[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare past sessions.")
    parser.add_argument("--since", type=date.fromisoformat, help="first day, such as 2026-01-01")
    parser.add_argument("--last", type=int, default=20, help="how many sessions, the newest first")
    parser.add_argument("--csv", action="store_true", help="comma-separated values")
    asked = parser.parse_args()
    try:
        rows = read_rows(Api(), since=asked.since, last=asked.last)
    except (Refused, httpx.HTTPError) as error:
        stop(f"The sessions cannot be read: {error}")
    if asked.csv:
        write_csv(rows)
    else:
        write_table(rows)


def read_rows(api: Api, *, since: date | None, last: int) -> list[Row]:
    query = {"filter[status]": "past", "include": "event"}
    if since:
        query["filter[date_from]"] = since.isoformat()
    sessions, events = api.read_all("/sessions", **query)
    newest = sorted(sessions, key=lambda session: session["attributes"]["started_at"], reverse=True)[: max(last, 0)]
    return [compare(api, session, events[session["attributes"]["event_id"]]) for session in newest]


def compare(api: Api, session: Resource, event: Resource) -> Row:
    people, _ = api.read_all(f"/sessions/{session['id']}/people", **{"filter[role]": "participant"})
    attendees = [person["attributes"] for person in people if person["attributes"]["registrant_detail"]["attended"]]
    seconds = sum(person["registrant_detail"]["attendance_duration"] for person in attendees)
    acts = sum(person[name] for person in attendees for name in ACTS)
    attributes = session["attributes"]
    return {
        "date": f"{datetime.fromtimestamp(attributes['started_at'], UTC):%Y-%m-%d}",
        "title": " – ".join(filter(None, [event["attributes"]["title"], attributes["name"]])),
        "registrants": str(len(people)),
        "attendees": str(len(attendees)),
        "attendance_rate": f"{share(100 * len(attendees), len(people)):.0f}%",
        "average_minutes": f"{share(seconds / 60, len(attendees)):.1f}",
        "engagement": f"{share(acts, len(attendees)):.1f}",
    }


def share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0


def write_csv(rows: list[Row]) -> None:
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "title": safe(row["title"])} for row in rows)


def write_table(rows: list[Row]) -> None:
    heads = {name: name.replace("_", " ") for name in COLUMNS}
    shown = [heads, *({**row, "title": plain(row["title"])} for row in rows)]
    widths = {name: max(len(row[name]) for row in shown) for name in COLUMNS}
    for row in shown:
        print("  ".join(pad(row[name], widths[name], left=name in {"date", "title"}) for name in COLUMNS).rstrip())


def pad(text: str, width: int, *, left: bool) -> str:
    return text.ljust(width) if left else text.rjust(width)


def plain(title: str) -> str:
    """A title that fits, without characters that would move the terminal's cursor."""
    clean = "".join(c if c.isprintable() else " " for c in title)
    return clean if len(clean) <= LONGEST_TITLE else clean[: LONGEST_TITLE - 1] + "…"


if __name__ == "__main__":
    main()

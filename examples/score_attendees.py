#!/usr/bin/env python3
"""Score everyone who attended a session, from 0 to 100, and write a CSV, best first.

    API_URL=… API_TOKEN=… python examples/score_attendees.py SESSION_ID > scores.csv

Half of the score is the time in the room; the rest is what people did. Every part has its own column, so that a score
can be explained. Change `POINTS` to what matters to you. The token needs the scope events:read.
"""

import argparse
import csv
import sys
from urllib.parse import quote

import httpx
from api import Api, Refused, Resource, safe, stop

ATTENDANCE_POINTS = 50
"""For being there all the time; half the time is half of it."""
POINTS = {
    "messages_count": (2, 10),
    "questions_count": (5, 15),
    "votes_count": (5, 15),
    "up_votes_count": (2, 10),
}
"""Points for each, and at most so many altogether."""
WHO = ("email", "first_name", "last_name")
COLUMNS = [*WHO, "score", "minutes", "attendance_rate", "attendance_points"]
COLUMNS += [column for name in POINTS for column in (name, name.replace("_count", "_points"))]


def main() -> None:
    parser = argparse.ArgumentParser(description="Score the attendees of a session as CSV.")
    parser.add_argument("session", help="the id of a session that is over")
    path = f"/sessions/{quote(parser.parse_args().session, safe='')}/people"
    try:
        people, _ = Api().read_all(path, **{"filter[attended]": "true", "filter[role]": "participant"})
    except (Refused, httpx.HTTPError) as error:
        stop(f"The attendees cannot be read: {error}")
    rows = sorted(map(score, people), key=lambda row: (-float(row["score"]), row["email"]))
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def score(person: Resource) -> dict[str, str]:
    """One row: the score, and what it is made of."""
    attributes = person["attributes"]
    detail = attributes["registrant_detail"]
    rate = min(max(detail["attendance_rate"] or 0, 0), 100)
    points = {"attendance_points": ATTENDANCE_POINTS * rate / 100}
    for name, (each, most) in POINTS.items():
        points[name.replace("_count", "_points")] = min(each * attributes[name], most)
    return {
        **{name: safe(attributes[name] or "") for name in WHO},
        "score": f"{sum(points.values()):.1f}",
        "minutes": f"{detail['attendance_duration'] / 60:.1f}",
        "attendance_rate": f"{rate:g}",
        **{name: str(attributes[name]) for name in POINTS},
        **{name: f"{value:.1f}" for name, value in points.items()},
    }


if __name__ == "__main__":
    main()

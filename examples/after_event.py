#!/usr/bin/env python3
"""Act on who was there and who was not, right after a session.

    API_URL=… API_TOKEN=… python examples/after_event.py --make https://crm.example.org/hooks
    API_URL=… API_TOKEN=… WEBHOOK_SECRET=… python examples/after_event.py --folder lists [--next SESSION_ID]

The first command subscribes an address to people.attended and people.not_attended and prints the secret. The second
listens behind that address: attendees go into attended.csv with how long they stayed, the others into missed.csv, and
with --next into the next session as well, with their names and company (the invitation mail is the confirmation of that
registration). Everybody is told of once after a session has ended; a delivery that comes again changes nothing. The
token needs the scopes webhooks:write and events:write.
"""

import argparse
import csv
import os
from pathlib import Path
from urllib.parse import quote

import httpx
from api import Api, Refused, Resource, safe, stop
from hooks import Seen, receive

EVENTS = ("people.attended", "people.not_attended")
COLUMNS = ("email", "first_name", "last_name", "session", "minutes", "attendance_rate", "invited_to")
TAKEN_ALONG = ("email", "first_name", "last_name", "company", "job_title")
ALREADY = 409


def main() -> None:
    parser = argparse.ArgumentParser(description="Act on who was there and who was not.")
    parser.add_argument("--make", metavar="URL", help="subscribe this address and print the secret")
    parser.add_argument("--folder", type=Path, default=Path("lists"))
    parser.add_argument("--next", metavar="SESSION", help="register those who were not there to this session")
    parser.add_argument("--port", type=int, default=8002)
    asked = parser.parse_args()
    api = Api()
    if asked.make:
        print(subscribe(api, asked.make))
        return
    secret = os.environ.get("WEBHOOK_SECRET", "")
    if not secret:
        stop("Set WEBHOOK_SECRET to the secret that --make printed.")
    asked.folder.mkdir(parents=True, exist_ok=True)
    followed = FollowUp(api, asked.folder, asked.next)
    receive(secret, Seen(asked.folder / "deliveries.seen"), followed.handle, port=asked.port)


def subscribe(api: Api, url: str) -> str:
    """One webhook for both events keeps them in order for each person."""
    attributes = {"url": url, "events": EVENTS, "name": "After the event"}
    try:
        made = api.call("POST", "/webhooks", json={"data": {"type": "webhooks", "attributes": attributes}})
    except (Refused, httpx.HTTPError) as error:
        stop(f"The webhook cannot be made: {error}")
    return str(made["data"]["attributes"]["secret"])


class FollowUp:
    """Two lists, and an invitation to the next session."""

    def __init__(self, api: Api, folder: Path, following: str | None) -> None:
        self._api = api
        self._folder = folder
        self._following = following

    def handle(self, event: str, person: Resource) -> None:
        """Raises when the invitation fails: then the delivery is not done, and comes again."""
        if event not in EVENTS or person["attributes"]["role"] != "participant":
            return
        missed = event == "people.not_attended"
        invited = self._invite(person) if missed and self._following else ""
        self._add("missed" if missed else "attended", person, invited)

    def _invite(self, person: Resource) -> str:
        answers = {field["id"]: field["value"] for field in person["attributes"]["registrant_detail"]["fields"]}
        fields = [{"id": id, "value": answers[id]} for id in TAKEN_ALONG if answers.get(id)]
        attributes = {"fields": fields, "utm_source": "missed session"}
        path = f"/sessions/{quote(str(self._following), safe='')}/people"
        key = {"idempotency-key": f"next:{self._following}:{person['id']}"}
        try:
            self._api.call("POST", path, json={"data": {"type": "people", "attributes": attributes}}, headers=key)
        except Refused as refusal:
            if refusal.status != ALREADY:
                raise
        return str(self._following)

    def _add(self, name: str, person: Resource, invited: str) -> None:
        attributes, detail = person["attributes"], person["attributes"]["registrant_detail"]
        row = {column: attributes.get(column) or "" for column in ("email", "first_name", "last_name")}
        row |= {
            "session": detail["session_id"],
            "minutes": f"{detail['attendance_duration'] / 60:.1f}",
            "attendance_rate": f"{detail['attendance_rate'] or 0:g}",
            "invited_to": invited,
        }
        path = self._folder / f"{name}.csv"
        is_new = not path.exists()
        with path.open("a", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            if is_new:
                writer.writeheader()
            writer.writerow({column: safe(str(value)) for column, value in row.items()})


if __name__ == "__main__":
    main()
